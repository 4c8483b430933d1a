import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { Card } from '../client/types.ts';
import '../parts/row-cards.css';
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

/** On a phone: the late case and its limit, below it the way to the card's own case. */
const RedCards = ({ cards }: { cards: Card[] }) => (
  <ul className="row-cards">
    {cards.map((c) => (
      <li key={c.caseId}>
        <Link to={`/cases/${c.parentCaseId}`} className="row-card">
          <span className="row-card-line">
            <CardState card={c} />
            <When at={c.issuedAt} />
          </span>
          <strong>{c.limitName}</strong>
          <span className="row-card-about">{c.parentTitle}</span>
          <span className="muted">
            {c.unitName}
            {whoseFault(c) && ` · 责任归属：${whoseFault(c)}`}
          </span>
        </Link>
        {c.opens && (
          <Link to={`/cases/${c.caseId}`} className="row-card-more">
            红牌 {c.caseId}
          </Link>
        )}
      </li>
    ))}
  </ul>
);

export function RedTable({ cards }: { cards: Card[] }) {
  if (useNarrow()) return <RedCards cards={cards} />;
  return <Table size="small" rowKey="caseId" columns={wide} dataSource={cards} pagination={false} />;
}
