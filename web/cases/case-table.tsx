import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { CaseRow } from '../client/types.ts';
import { CaseStatusTag } from '../parts/case-status.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { When } from '../parts/when.tsx';

const title = (c: CaseRow) => (
  <>
    <Link to={`/cases/${c.id}`}>{c.title}</Link>
    {c.marking === 'public' && <span className="muted">（公开）</span>}
  </>
);

const wide: TableColumnsType<CaseRow> = [
  { title: '状态', dataIndex: 'status', width: 110, render: (_, c) => <CaseStatusTag status={c.status} /> },
  { title: '事项', dataIndex: 'title', render: (_, c) => title(c) },
  { title: '编号', dataIndex: 'id', width: 160, className: 'nowrap' },
  { title: '流程', dataIndex: 'processName' },
  { title: '申报单位', dataIndex: 'filingUnitName', responsive: ['lg'] },
  {
    title: '结果',
    dataIndex: 'outcomeName',
    responsive: ['lg'],
    render: (o: string | null) => o ?? <span className="muted">未办结</span>,
  },
  { title: '发起时间', dataIndex: 'createdAt', width: 110, render: (at: string) => <When at={at} /> },
];

const narrow: TableColumnsType<CaseRow> = [
  {
    title: '事项',
    dataIndex: 'title',
    render: (_, c) => (
      <>
        <div>{title(c)}</div>
        <div className="muted">
          {c.id} · {c.processName}
        </div>
        <CaseStatusTag status={c.status} /> {c.outcomeName}
      </>
    ),
  },
];

export function CaseTable({ cases }: { cases: CaseRow[] }) {
  return <Table size="small" rowKey="id" columns={useNarrow() ? narrow : wide} dataSource={cases} pagination={false} />;
}
