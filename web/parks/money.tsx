import { Button, DatePicker, Form, Input, Modal } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { Link } from 'react-router';
import '../case/case.css';
import { http } from '../client/http.ts';
import { ListTable } from '../parts/list-table.tsx';
import { grouped, plain } from '../parts/money.ts';
import { Nothing } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useSending } from '../parts/use-sending.ts';
import type { ParkMoney } from './types.ts';

/** What was paid to a park and what is due back. */
export function Money({ parkId, money, mayEnter }: { parkId: string; money: ParkMoney; mayEnter: boolean }) {
  const [entering, setEntering] = useState(false);
  const [cancelling, setCancelling] = useState<string | null>(null);
  return (
    <section className="panel gap" aria-label="产业资金">
      <h2>产业资金</h2>
      <p>
        已兑现 <strong>{grouped(money.paid)}</strong> 元，决定追缴 <strong>{grouped(money.claimed)}</strong> 元，已收缴{' '}
        <strong>{grouped(money.received)}</strong> 元，尚欠 <strong>{grouped(money.outstanding)}</strong> 元。
      </p>
      {mayEnter && <Button onClick={() => setEntering(true)}>登记兑现资金</Button>}
      {money.payments.length === 0 ? (
        <Nothing>还没有登记兑现的资金。</Nothing>
      ) : (
        <ul className="limits">
          {money.payments.map((p) => (
            <li key={p.id}>
              <div className="limit-line">
                <StateMark
                  mark={p.cancelledAt ? 'suspended' : 'normal'}
                  label={p.cancelledAt ? `已作废：${p.cancelReason}` : '已兑现'}
                />
                <span>{p.paidOn}</span>
                <strong>{grouped(p.amount)} 元</strong>
                <span>{p.purpose}</span>
                {mayEnter && !p.cancelledAt && (
                  <Button size="small" onClick={() => setCancelling(p.id)} aria-label={`作废 ${p.document}`}>
                    作废
                  </Button>
                )}
              </div>
              <div className="limit-line muted">
                凭证 {p.document}，{p.enteredByName}登记
              </div>
            </li>
          ))}
        </ul>
      )}
      {money.clawbacks.length > 0 && (
        <>
          <h3>追缴</h3>
          <ListTable
            rowKey="caseId"
            dataSource={money.clawbacks}
            columns={[
              { title: '事项', dataIndex: 'caseId', render: (id: string) => <Link to={`/cases/${id}`}>{id}</Link> },
              { title: '事由', dataIndex: 'groundName', className: 'nowrap' },
              { title: '应缴（元）', dataIndex: 'amount', align: 'right', render: grouped },
              { title: '应缴日期', dataIndex: 'dueOn', className: 'nowrap' },
              {
                title: '收到',
                key: 'receipts',
                render: (_, c) => c.receipts.map((r) => `${r.on} ${grouped(r.amount)}元`).join('；') || '－',
              },
              { title: '尚欠（元）', dataIndex: 'outstanding', align: 'right', render: grouped },
              {
                title: '状态',
                key: 'state',
                className: 'nowrap',
                render: (_, c) =>
                  c.late ? (
                    <StateMark mark="overdue" label="逾期未缴清" />
                  ) : c.outstanding === '0' ? (
                    <StateMark mark="normal" label="已缴清" />
                  ) : (
                    <StateMark mark="normal" label="期限内" />
                  ),
              },
            ]}
          />
        </>
      )}
      {entering && <Entry parkId={parkId} onClose={() => setEntering(false)} />}
      {cancelling && <Cancel parkId={parkId} payment={cancelling} onClose={() => setCancelling(null)} />}
    </section>
  );
}

interface Values {
  paidOn: Dayjs;
  amount: string;
  purpose: string;
  document: string;
}

function Entry({ parkId, onClose }: { parkId: string; onClose: () => void }) {
  const { busy, problem, save } = useSending(
    ({ paidOn, amount, ...rest }: Values) => {
      const payment = { ...rest, paidOn: paidOn.format('YYYY-MM-DD'), amount: plain(amount) };
      return http.post(`/api/parks/${parkId}/payments`, payment);
    },
    { said: '已登记', stale: ['park', parkId], close: onClose },
  );

  return (
    <Modal open title="登记兑现资金" onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" onFinish={save}>
        <Form.Item name="paidOn" label="兑现日期" rules={[{ required: true, message: '请选择兑现日期' }]}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="amount" label="金额（元）" rules={[{ required: true, message: '请填写金额' }]}>
          <Input placeholder="例 1,234,567.50" />
        </Form.Item>
        <Form.Item
          name="purpose"
          label="资金用途"
          rules={[{ required: true, whitespace: true, message: '请填写资金用途' }]}
        >
          <Input placeholder="例 园区租金支持" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="document"
          label="凭证编号"
          rules={[{ required: true, whitespace: true, message: '请填写凭证编号' }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          登记
        </Button>
      </Form>
    </Modal>
  );
}

function Cancel({ parkId, payment, onClose }: { parkId: string; payment: string; onClose: () => void }) {
  const { busy, problem, save } = useSending(
    (values: { reason: string }) => {
      return http.post(`/api/parks/${parkId}/payments/${payment}/cancel`, values);
    },
    { said: '已作废', stale: ['park', parkId], close: onClose },
  );

  return (
    <Modal open title="作废误登的资金" onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" onFinish={save}>
        <Form.Item
          name="reason"
          label="理由"
          rules={[
            { required: true, whitespace: true, message: '请填写理由' },
            { min: 2, message: '至少 2 个字' },
          ]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          作废
        </Button>
      </Form>
    </Modal>
  );
}
