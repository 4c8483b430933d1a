import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select, Switch } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queries } from '../client/queries.ts';
import { notificationQueries } from '../notifications/client.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import type { Webhook } from './client.ts';

interface Props {
  editing: Webhook | 'new' | null;
  onClose: () => void;
  onSaved: (made: { secret?: string }) => void;
}

type Fields = Pick<Webhook, 'name' | 'url' | 'kinds' | 'units' | 'processes' | 'active' | 'exchanges'>;
const EMPTY: Fields = { name: '', url: '', kinds: [], units: [], processes: [], active: true, exchanges: false };

export function WebhookForm({ editing, onClose, onSaved }: Props) {
  const kinds = useQuery(notificationQueries.settings()).data?.kinds ?? [];
  const units = useQuery(queries.units()).data?.items ?? [];
  const processes = useQuery(queries.processes()).data?.items ?? [];
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function save(values: Fields) {
    setBusy(true);
    setProblem(null);
    try {
      onSaved(
        editing === 'new'
          ? await http.post<{ secret: string }>('/api/webhooks', values)
          : await http.put<object>(`/api/webhooks/${(editing as Webhook).id}`, values),
      );
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  const close = () => {
    setProblem(null);
    onClose();
  };
  const choice = (items: { id: string; name: string }[], placeholder: string) => (
    <Select
      mode="multiple"
      allowClear
      placeholder={placeholder}
      optionFilterProp="label"
      options={items.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
  const initial = editing && editing !== 'new' ? editing : EMPTY;

  return (
    <Modal
      open={editing !== null}
      title={editing === 'new' ? '新增推送目标' : '修改推送目标'}
      onCancel={close}
      footer={null}
      destroyOnHidden
    >
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form<Fields>
        layout="vertical"
        initialValues={initial}
        onFinish={(values) => void save({ ...values, name: values.name.trim(), url: values.url.trim() })}
      >
        <Form.Item
          name="name"
          label="名称"
          rules={[
            { required: true, whitespace: true, message: '请填写名称' },
            { min: 2, max: 50, message: '2 至 50 个字' },
          ]}
        >
          <Input placeholder="例如：市级督办系统" />
        </Form.Item>
        <Form.Item
          name="url"
          label="接收地址"
          rules={[{ required: true, whitespace: true, message: '请填写接收地址' }]}
          extra="http 或 https；不跟随转向，5 秒内须答复。"
        >
          <Input placeholder="https://" />
        </Form.Item>
        <Form.Item name="kinds" label="消息类别">
          {choice(kinds, '全部类别')}
        </Form.Item>
        <Form.Item name="processes" label="流程">
          {choice(processes, '全部流程')}
        </Form.Item>
        <Form.Item name="units" label="接收消息的单位">
          {choice(units, '全部单位')}
        </Form.Item>
        <Form.Item
          name="exchanges"
          label="部门业务系统"
          valuePropName="checked"
          extra="可用同一密钥签名，代表所选的一个单位查询、认领审批结果，推送监管信息。"
        >
          <Switch checkedChildren="可查询和认领" unCheckedChildren="只接收消息" />
        </Form.Item>
        <Form.Item name="active" label="启用" valuePropName="checked">
          <Switch checkedChildren="启用" unCheckedChildren="停用" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          保存
        </Button>
      </Form>
    </Modal>
  );
}
