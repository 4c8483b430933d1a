import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { failed, queries, queryClient } from '../client/queries.ts';
import type { Supervision } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { AccountabilityPosts } from './accountability-posts.tsx';

/** 督导单位: who supervises each procedure, and who changed that, when and why. */
export function SupervisionPage() {
  useTitle('督导单位');
  const settings = useQuery(queries.supervision());
  const [changing, setChanging] = useState<Supervision | null>(null);
  return (
    <>
      <div className="page-head">
        <h1>督导单位</h1>
        <PageHelp />
      </div>
      <div className="panel gap">
        <p className="muted">督导单位接收最后一级超期提醒、核查红牌，并可查看该流程的全部事项。</p>
        {failed(settings) ? (
          <ProblemState error={settings.error} retry={() => void settings.refetch()} />
        ) : settings.isPending ? (
          <Loading />
        ) : (
          <ListTable
            scroll={{}}
            rowKey="process"
            more="更改记录"
            dataSource={settings.data.items}
            expandable={{ expandedRowRender: (s) => <Edits setting={s} />, rowExpandable: (s) => s.edits.length > 0 }}
            columns={[
              { title: '流程', dataIndex: 'processName' },
              {
                title: '督导单位',
                dataIndex: 'supervisingUnitName',
                render: (name: string, s: Supervision) => (
                  <>
                    {name}
                    {s.supervisingUnit !== s.byDefault && <div className="muted">原为{s.byDefaultName}</div>}
                  </>
                ),
              },
              {
                title: '操作',
                width: 90,
                render: (_, s: Supervision) => (
                  <Button size="small" aria-label={`更改${s.processName}的督导单位`} onClick={() => setChanging(s)}>
                    更改
                  </Button>
                ),
              },
            ]}
          />
        )}
      </div>
      <AccountabilityPosts />
      {changing && <Change setting={changing} onClose={() => setChanging(null)} />}
    </>
  );
}

function Edits({ setting }: { setting: Supervision }) {
  return (
    <ul className="limits">
      {setting.edits.map((e) => (
        <li key={e.at + e.after}>
          <When at={e.at} long /> {e.actorName}：由{e.beforeName}改为{e.afterName}，理由：{e.reason}
        </li>
      ))}
    </ul>
  );
}

function Change({ setting, onClose }: { setting: Supervision; onClose: () => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const units = useQuery(queries.units()).data?.items ?? [];

  async function change(values: { supervisingUnit: string; reason: string }) {
    setBusy(true);
    setProblem(null);
    try {
      await http.put(`/api/settings/procedures/${encodeURIComponent(setting.process)}`, values);
      void message.success('督导单位已更改');
      void queryClient.invalidateQueries({ queryKey: ['supervision'] });
      onClose();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal open title={`更改督导单位：${setting.processName}`} onCancel={onClose} footer={null}>
      <p>更改后发出的红牌由新的督导单位核查；已发出的红牌仍由原单位办理。</p>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" initialValues={{ supervisingUnit: setting.supervisingUnit }} onFinish={change}>
        <Form.Item name="supervisingUnit" label="督导单位" rules={[{ required: true, message: '请选择督导单位' }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={units.map((u) => ({ value: u.id, label: u.name }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label="理由"
          rules={[
            { required: true, whitespace: true, message: '请填写理由' },
            { min: 2, message: '至少 2 个字' },
            { max: 500, message: '最多 500 个字' },
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          更改
        </Button>
      </Form>
    </Modal>
  );
}
