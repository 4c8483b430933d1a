import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { http, Problem } from '../client/http.ts';
import { queries, queryClient } from '../client/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { When } from '../parts/when.tsx';
import { parkSettings } from './queries.ts';
import type { ParkSettings } from './types.ts';

/** Who decides that a park loses its title: the notice names nobody. */
export function Settings() {
  const found = useQuery(parkSettings()).data;
  const [editing, setEditing] = useState(false);
  if (!found) return null;
  return (
    <section className="panel gap" aria-label="考核设定">
      <h2>考核设定</h2>
      <p>
        连续两年不合格时，由 <strong>{found.revocationDeciderName}</strong> 决定取消产业园区资格。
        {found.may.edit && (
          <Button type="link" onClick={() => setEditing(true)}>
            修改
          </Button>
        )}
      </p>
      <ul className="muted" style={{ margin: 0, paddingLeft: 20 }}>
        {found.edits.map((edit) => (
          <li key={edit.revision}>
            <When at={edit.at} long /> · {edit.actorName ?? '系统'} · {edit.revocationDeciderName} · {edit.reason}
          </li>
        ))}
      </ul>
      {editing && <Edit settings={found} onClose={() => setEditing(false)} />}
    </section>
  );
}

function Edit({ settings, onClose }: { settings: ParkSettings; onClose: () => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const units = useQuery(queries.units()).data?.items ?? [];

  async function save(values: { revocationDecider: string; reason: string }) {
    setBusy(true);
    setProblem(null);
    try {
      await http.put('/api/park-settings', { ...values, revision: settings.revision });
      void message.success('设定已修改');
      void queryClient.invalidateQueries({ queryKey: ['park-settings'] });
      onClose();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal open title="修改考核设定" onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form
        layout="vertical"
        initialValues={{ revocationDecider: settings.revocationDecider }}
        onFinish={(values: { revocationDecider: string; reason: string }) => void save(values)}
      >
        <Form.Item
          name="revocationDecider"
          label="决定取消资格的岗位"
          rules={[{ required: true, message: '请选择岗位' }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={units.map((unit) => ({ value: `${unit.id}.head`, label: `${unit.name}主要负责人` }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label="修改理由"
          rules={[
            { required: true, whitespace: true, message: '请填写修改理由' },
            { min: 2, message: '至少 2 个字' },
          ]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          保存设定
        </Button>
      </Form>
    </Modal>
  );
}
