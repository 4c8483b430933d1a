import { App, Button, Popconfirm, Space, type TableColumnType } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { ListTable } from '../parts/list-table.tsx';
import { When } from '../parts/when.tsx';
import type { Quarantined } from './queries.ts';

function Mend({ id }: { id: string }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  async function act(what: 'retry' | 'dismiss', done: string) {
    setBusy(true);
    try {
      await http.post(`/api/status/quarantine/${id}/${what}`);
      void message.success(done);
    } catch (error) {
      const { message: title, detail } = error as Problem;
      void message.error(detail || title, 8);
    } finally {
      setBusy(false);
      await queryClient.invalidateQueries({ queryKey: ['status'] });
    }
  }
  return (
    <Space size="small">
      <Button size="small" loading={busy} onClick={() => void act('retry', '记录已写入')}>
        重试
      </Button>
      <Popconfirm
        title="确认此记录无需处理？"
        description="记录仍保留在数据库中，但不再告警。"
        okText="确认"
        cancelText="取消"
        onConfirm={() => act('dismiss', '已标记为无需处理')}
      >
        <Button size="small" disabled={busy}>
          无需处理
        </Button>
      </Popconfirm>
    </Space>
  );
}

const columns = (mayMend: boolean): TableColumnType<Quarantined>[] => [
  { title: '收到时间', dataIndex: 'receivedAt', width: 110, render: (_, q) => <When at={q.receivedAt} /> },
  { title: '类型', dataIndex: 'valueType', width: 160, render: (_, q) => q.valueType ?? '无法识别' },
  { title: '原因', dataIndex: 'reason', render: (_, q) => <div className="status-reason">{q.reason}</div> },
  ...(mayMend
    ? [{ title: '操作', key: 'act', width: 160, render: (_: unknown, q: Quarantined) => <Mend id={q.id} /> }]
    : []),
];

export function QuarantineTable({ records, mayMend }: { records: Quarantined[]; mayMend: boolean }) {
  if (records.length === 0) return <p className="muted">所有记录均已写入查询库。</p>;
  return <ListTable about={1} rowKey="id" columns={columns(mayMend)} dataSource={records} />;
}
