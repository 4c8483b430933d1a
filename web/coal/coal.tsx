import { queryOptions, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { failed } from '../client/queries.ts';
import { http } from '../client/http.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { businessNow, toWall } from '../parts/time.ts';
import { useSending } from '../parts/use-sending.ts';
import { useTitle } from '../parts/use-title.ts';

interface Balance {
  year: number;
  cap: string | null;
  used: string;
  approved: string;
  expected: string;
  exceeds: boolean;
}
interface Entry {
  id: string;
  year: number;
  consumer: string;
  amount: string;
  document: string;
  enteredByName: string | null;
  cancelledAt: string | null;
  cancelReason: string | null;
}
interface Coal {
  years: Balance[];
  entries: Entry[];
  may: { enter: boolean };
}

const coal = () => queryOptions({ queryKey: ['coal'], queryFn: () => http.get<Coal>('/api/coal') });

/** 煤炭消费台账: each year against its cap, and what was reported. */
export function CoalPage() {
  useTitle('煤炭消费台账');
  const found = useQuery(coal());
  const [entering, setEntering] = useState(false);
  const [cancelled, setCancelled] = useState<Entry | null>(null);
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const { years, entries, may } = found.data;
  return (
    <>
      <div className="page-head">
        <h1>煤炭消费台账</h1>
        <PageHelp />
        <span className="muted">历下政办字〔2019〕6号 第一部分。单位：万吨。</span>
        {may.enter && (
          <Button type="primary" onClick={() => setEntering(true)}>
            登记煤炭消费
          </Button>
        )}
      </div>
      <section className="panel gap" aria-label="年度总量">
        <h2>年度总量</h2>
        <ListTable
          rowKey="year"
          dataSource={years}
          columns={[
            { title: '年度', dataIndex: 'year' },
            { title: '总量目标', dataIndex: 'cap', align: 'right', render: (cap: string | null) => cap ?? '方案未定' },
            { title: '已登记消费', dataIndex: 'used', align: 'right' },
            { title: '当年批准项目净增', dataIndex: 'approved', align: 'right' },
            { title: '预计', dataIndex: 'expected', align: 'right' },
            {
              title: '状态',
              key: 'state',
              render: (_, y) =>
                y.cap === null ? null : y.exceeds ? (
                  <StateMark mark="overdue" label="超过目标" />
                ) : (
                  <StateMark mark="normal" label="目标以内" />
                ),
            },
          ]}
        />
      </section>
      <section className="panel gap" aria-label="消费登记">
        <h2>消费登记</h2>
        {entries.length === 0 ? (
          <Nothing>还没有登记煤炭消费。</Nothing>
        ) : (
          <ListTable
            rowKey="id"
            pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
            dataSource={entries}
            columns={[
              { title: '年度', dataIndex: 'year' },
              { title: '用煤单位', dataIndex: 'consumer' },
              { title: '用煤量（万吨）', dataIndex: 'amount', align: 'right' },
              { title: '统计依据', dataIndex: 'document' },
              { title: '登记人', dataIndex: 'enteredByName' },
              {
                title: '操作',
                key: 'act',
                render: (_, e) =>
                  e.cancelledAt ? (
                    <span className="muted">已作废：{e.cancelReason}</span>
                  ) : (
                    may.enter && (
                      <Button size="small" onClick={() => setCancelled(e)}>
                        作废
                      </Button>
                    )
                  ),
              },
            ]}
          />
        )}
      </section>
      {entering && <Enter onClose={() => setEntering(false)} />}
      {cancelled && <Cancel entry={cancelled} onClose={() => setCancelled(null)} />}
    </>
  );
}

interface Values {
  year: number;
  consumer: string;
  amount: string;
  document: string;
}

function Enter({ onClose }: { onClose: () => void }) {
  const { busy, problem, save } = useSending((values: Values) => http.post('/api/coal/consumption', values), {
    ...{ said: '已登记', stale: ['coal'], close: onClose },
  });
  const required = (message: string) => [{ required: true, message }];
  return (
    <Modal open title="登记煤炭消费" onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" onFinish={save} initialValues={{ year: Number(toWall(businessNow()).slice(0, 4)) }}>
        <Form.Item name="year" label="年度" rules={required('请填写年度')}>
          <InputNumber min={2000} max={2100} precision={0} />
        </Form.Item>
        <Form.Item name="consumer" label="用煤单位" rules={required('请填写用煤单位')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="amount" label="用煤量（万吨）" rules={required('请填写用煤量')}>
          <Input inputMode="decimal" placeholder="例 0.0325" maxLength={20} />
        </Form.Item>
        <Form.Item name="document" label="统计依据" rules={required('请填写统计依据')}>
          <Input maxLength={200} placeholder="例 能源统计报表编号" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          登记
        </Button>
      </Form>
    </Modal>
  );
}

function Cancel({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { busy, problem, save } = useSending(
    (values: { reason: string }) => http.post(`/api/coal/consumption/${entry.id}/cancel`, values),
    { said: '已作废', stale: ['coal'], close: onClose },
  );
  return (
    <Modal open title={`作废：${entry.consumer} ${entry.year}年 ${entry.amount}万吨`} onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" onFinish={save}>
        <Form.Item name="reason" label="理由" rules={[{ required: true, min: 2, message: '请填写理由，至少 2 个字' }]}>
          <Input.TextArea maxLength={500} />
        </Form.Item>
        <Button danger type="primary" htmlType="submit" loading={busy} block>
          作废
        </Button>
      </Form>
    </Modal>
  );
}
