import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { Card } from '../client/types.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { When } from '../parts/when.tsx';
import { CardState, whoseFault } from './card-state.tsx';

const own = (c: Card) => (c.opens ? <Link to={`/cases/${c.caseId}`}>{c.caseId}</Link> : <>{c.caseId}</>);
const late = (c: Card) => <Link to={`/cases/${c.parentCaseId}`}>{c.parentTitle}</Link>;

const wide: TableColumnsType<Card> = [
  { title: '状态', dataIndex: 'state', width: 130, render: (_, c) => <CardState card={c} /> },
  { title: '红牌', dataIndex: 'caseId', width: 165, className: 'nowrap', render: (_, c) => own(c) },
  {
    title: '超期事项与时限',
    dataIndex: 'parentTitle',
    render: (_, c) => (
      <>
        {late(c)}
        <div className="muted">
          {c.processName} · {c.limitName}
          {c.dueAt && (
            <>
              ，届满 <When at={c.dueAt} />
            </>
          )}
        </div>
      </>
    ),
  },
  { title: '责任单位', dataIndex: 'unitName', width: 150 },
  { title: '发牌时间', dataIndex: 'issuedAt', width: 110, render: (at: string) => <When at={at} /> },
  {
    title: '责任归属',
    dataIndex: 'attribution',
    width: 150,
    render: (_, c) => whoseFault(c) ?? <span className="muted">未认定</span>,
  },
  {
    title: '超期原因',
    dataIndex: 'reason',
    responsive: ['lg'],
    render: (reason: string | null) => reason ?? <span className="muted">未说明</span>,
  },
];

const narrow: TableColumnsType<Card> = [
  {
    title: '红牌',
    dataIndex: 'caseId',
    render: (_, c) => (
      <>
        <div>
          <CardState card={c} /> {own(c)}
        </div>
        <div>{late(c)}</div>
        <div className="muted">
          {c.limitName} · {c.unitName} · <When at={c.issuedAt} />
        </div>
        {whoseFault(c) && <div>责任归属：{whoseFault(c)}</div>}
      </>
    ),
  },
];

export function RedTable({ cards }: { cards: Card[] }) {
  return (
    <Table size="small" rowKey="caseId" columns={useNarrow() ? narrow : wide} dataSource={cards} pagination={false} />
  );
}
