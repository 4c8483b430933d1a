import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Modal, Select } from 'antd';
import { Fragment, useState } from 'react';
import { ReasonField } from '../absence/fields.tsx';
import { setting, type Setting } from '../accountability/queries.ts';
import { http, type Problem } from '../client/http.ts';
import { failed, queries, queryClient } from '../client/queries.ts';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { When } from '../parts/when.tsx';

const PARTS = { investigate: '调查', conclude: '作出结论', review: '申诉复核' } as const;
const KINDS = { clerk: '经办人', head: '主要负责人' } as const;
const keys = Object.keys(PARTS) as (keyof typeof PARTS)[];

/** Which posts handle 责任追究, and who changed that, when and why. */
export function AccountabilityPosts() {
  const found = useQuery(setting());
  const [changing, setChanging] = useState(false);
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const s = found.data;
  return (
    <section className="panel gap" aria-labelledby="accountability-posts">
      <h2 id="accountability-posts">责任追究承办岗位</h2>
      <p className="muted">
        只有承办岗位可以查看责任追究事项；通知未指明由谁追究，可在此指定。已立案的事项仍由原岗位办理。
      </p>
      <dl className="facts">
        {keys.map((key) => (
          <Fragment key={key}>
            <dt>{PARTS[key]}</dt>
            <dd>{s[`${key}Name`]}</dd>
          </Fragment>
        ))}
      </dl>
      <p>
        <Button size="small" onClick={() => setChanging(true)}>
          更改承办岗位
        </Button>
      </p>
      {s.edits.length > 0 && (
        <ul className="limits">
          {s.edits.map((e) => (
            <li key={e.at}>
              <When at={e.at} long /> {e.actorName}：{keys.map((key) => `${PARTS[key]} ${e[`${key}Name`]}`).join('，')}
              ，理由：{e.reason}
            </li>
          ))}
        </ul>
      )}
      {changing && <Change present={s} onClose={() => setChanging(false)} />}
    </section>
  );
}

function Change({ present, onClose }: { present: Setting; onClose: () => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const units = useQuery(queries.units()).data?.items ?? [];
  const options = units.flatMap(({ id, name }) =>
    Object.entries(KINDS).map(([kind, title]) => ({ value: `${id}.${kind}`, label: name + title })),
  );

  async function change(values: Record<keyof typeof PARTS | 'reason', string>) {
    setBusy(true);
    setProblem(null);
    try {
      await http.put('/api/settings/accountability', values);
      void message.success('承办岗位已更改');
      void queryClient.invalidateQueries({ queryKey: ['accountability'] });
      onClose();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal open title="更改责任追究承办岗位" onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form
        layout="vertical"
        initialValues={{ investigate: present.investigate, conclude: present.conclude, review: present.review }}
        onFinish={change}
      >
        {keys.map((key) => (
          <Form.Item key={key} name={key} label={PARTS[key]} rules={[{ required: true, message: '请选择岗位' }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
          </Form.Item>
        ))}
        <ReasonField example="职责调整" />
        <Button type="primary" htmlType="submit" loading={busy} block>
          更改
        </Button>
      </Form>
    </Modal>
  );
}
