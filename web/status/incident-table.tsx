import type { TableColumnType } from 'antd';
import { Link } from 'react-router';
import { ListTable } from '../parts/list-table.tsx';
import { When } from '../parts/when.tsx';
import type { Incident } from './queries.ts';

const columns: TableColumnType<Incident>[] = [
  { title: '发生时间', dataIndex: 'createdAt', width: 110, render: (_, i) => <When at={i.createdAt} /> },
  {
    title: '事项',
    dataIndex: 'caseId',
    width: 180,
    render: (_, i) => (i.caseId ? <Link to={`/cases/${i.caseId}`}>{i.caseId}</Link> : '—'),
  },
  { title: '环节', dataIndex: 'element', width: 220, render: (_, i) => `${i.process} / ${i.element}` },
  { title: '原因', dataIndex: 'message', render: (_, i) => <div className="status-reason">{i.message}</div> },
];

export function IncidentTable({ incidents }: { incidents: Incident[] }) {
  if (incidents.length === 0) return <p className="muted">没有停在半途的流程。</p>;
  return <ListTable about={1} rowKey="key" columns={columns} dataSource={incidents} />;
}
