import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { http } from '../client/http.ts';
import { queries } from '../client/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { When } from '../parts/when.tsx';
import { useSending } from '../parts/use-sending.ts';
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
  const units = useQuery(queries.units()).data?.items ?? [];
  const { busy, problem, save } = useSending(
    (values: { revocationDecider: string; reason: string }) => {
      return http.put('/api/park-settings', { ...values, revision: settings.revision });
    },
    { said: '设定已修改', stale: ['park-settings'], close: onClose },
  );

  return (
    <Modal open title="修改考核设定" onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" initialValues={{ revocationDecider: settings.revocationDecider }} onFinish={save}>
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
