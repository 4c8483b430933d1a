import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { YellowCard } from '../client/types.ts';
import { StateMark } from '../parts/state-mark.tsx';
import '../parts/row-cards.css';
import { useNarrow } from '../parts/use-narrow.ts';
import { When } from '../parts/when.tsx';

const ended: Record<string, string> = { met: '后按期办结', 'met-late': '后超期办结', cancelled: '后终止' };
const state = (y: YellowCard) => <StateMark mark="warned" label={`黄牌${ended[y.endedAs ?? ''] ?? ''}`} />;
const title = (y: YellowCard) => <Link to={`/cases/${y.caseId}`}>{y.caseTitle}</Link>;

const wide: TableColumnsType<YellowCard> = [
  { title: '状态', dataIndex: 'endedAs', width: 150, render: (_, y) => state(y) },
  {
    title: '事项与时限',
    dataIndex: 'caseTitle',
    render: (_, y) => (
      <>
        {title(y)}
        <div className="muted">
          {y.processName} · {y.limitName}
        </div>
      </>
    ),
  },
  { title: '责任单位', dataIndex: 'unitName', width: 200 },
  { title: '发牌时间', dataIndex: 'issuedAt', width: 120, render: (at: string) => <When at={at} /> },
  { title: '届满时间', dataIndex: 'dueAt', width: 120, render: (at: string | null) => at && <When at={at} /> },
];

const key = (y: YellowCard) => `${y.deadlineId} ${y.round}`;

/** On a phone the whole card is the link. */
const YellowCards = ({ cards }: { cards: YellowCard[] }) => (
  <ul className="row-cards">
    {cards.map((y) => (
      <li key={key(y)}>
        <Link to={`/cases/${y.caseId}`} className="row-card">
          <span className="row-card-line">
            {state(y)}
            <When at={y.issuedAt} />
          </span>
          <strong>{y.limitName}</strong>
          <span className="row-card-about">{y.caseTitle}</span>
          <span className="muted">{y.unitName}</span>
        </Link>
      </li>
    ))}
  </ul>
);

export function YellowTable({ cards }: { cards: YellowCard[] }) {
  if (useNarrow()) return <YellowCards cards={cards} />;
  return <Table size="small" rowKey={key} columns={wide} dataSource={cards} pagination={false} />;
}
