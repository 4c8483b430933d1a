import { App, Button, Form, Input, Modal, Popconfirm, Select, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queries, queryClient } from '../client/queries.ts';
import type { KeptFilter } from '../client/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useSending } from '../parts/use-sending.ts';
import { useSession } from '../shell/session.tsx';

/** Filters that one keeps, and those of the unit, each with its count; a click is the filter. */
export function KeptFilters({
  present,
  filtered,
  choose,
}: {
  present: KeptFilter['query'];
  filtered: boolean;
  choose: (query: KeptFilter['query']) => void;
}) {
  const { message } = App.useApp();
  const { user } = useSession();
  const kept = useQuery(queries.taskFilters()).data?.items ?? [];
  const [open, setOpen] = useState(false);
  const sending = useSending<{ name: string; unit?: string }>(
    ({ name, unit }) => http.post('/api/task-filters', { name: name.trim(), unit: unit ?? null, query: present }),
    { said: '已保存筛选', stale: ['tasks', 'filters'], close: () => setOpen(false) },
  );
  const units = [...new Map(user.posts.flatMap((p) => (p.unit ? [[p.unit, p.unitName ?? p.unit]] : []))).entries()];
  const drop = (id: string) =>
    void http
      .delete(`/api/task-filters/${id}`)
      .then(() => void message.success('已删除筛选'))
      .catch((error: Problem) => void message.error(error.detail))
      .finally(() => void queryClient.invalidateQueries({ queryKey: ['tasks', 'filters'] }));
  if (!kept.length && !filtered) return null;
  return (
    <div className="kept-filters" role="group" aria-label="保存的筛选">
      {kept.map((f) => (
        <span key={f.id} className="nowrap">
          <Button
            size="small"
            onClick={() => choose(f.query)}
            title={f.unitName ? `${f.unitName}共享` : '只供自己使用'}
          >
            {f.name}（{f.count}）{f.unit && <Tag className="kept-shared">共享</Tag>}
          </Button>
          {f.mine && (
            <Popconfirm title={`删除筛选“${f.name}”？`} onConfirm={() => drop(f.id)}>
              <Button type="text" size="small" aria-label={`删除筛选：${f.name}`}>
                ×
              </Button>
            </Popconfirm>
          )}
        </span>
      ))}
      {filtered && (
        <Button type="link" size="small" onClick={() => setOpen(true)}>
          保存当前筛选
        </Button>
      )}
      <Modal open={open} title="保存当前筛选" onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        {sending.problem && <ProblemAlert problem={sending.problem} errors={sending.problem.errors} />}
        <Form layout="vertical" onFinish={sending.save}>
          <Form.Item
            name="name"
            label="名称"
            rules={[{ required: true, whitespace: true, max: 30, message: '请填写名称，至多 30 个字' }]}
          >
            <Input />
          </Form.Item>
          {units.length > 0 && (
            <Form.Item name="unit" label="与本单位共享（可不选）">
              <Select allowClear options={units.map(([id, name]) => ({ value: id, label: name }))} />
            </Form.Item>
          )}
          <Button type="primary" htmlType="submit" loading={sending.busy} block>
            保存
          </Button>
        </Form>
      </Modal>
    </div>
  );
}
