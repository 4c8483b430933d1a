import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { CaseRow } from '../client/types.ts';
import { CaseStatusTag } from '../parts/case-status.tsx';
import '../parts/row-cards.css';
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

/** On a phone the whole card is the link. */
const CaseCards = ({ cases }: { cases: CaseRow[] }) => (
  <ul className="row-cards">
    {cases.map((c) => (
      <li key={c.id}>
        <Link to={`/cases/${c.id}`} className="row-card">
          <span className="row-card-line">
            <CaseStatusTag status={c.status} /> {c.outcomeName}
          </span>
          <strong className="row-card-about">
            {c.title}
            {c.marking === 'public' && '（公开）'}
          </strong>
          <span className="muted">
            {c.id} · {c.processName}
          </span>
          <span className="muted">
            {c.filingUnitName} <When at={c.createdAt} /> 发起
          </span>
        </Link>
      </li>
    ))}
  </ul>
);

export function CaseTable({ cases }: { cases: CaseRow[] }) {
  if (useNarrow()) return <CaseCards cases={cases} />;
  return <Table size="small" rowKey="id" columns={wide} dataSource={cases} pagination={false} />;
}
