import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { YellowCard } from '../client/types.ts';
import { StateMark } from '../parts/state-mark.tsx';
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

const narrow: TableColumnsType<YellowCard> = [
  {
    title: '黄牌',
    dataIndex: 'caseTitle',
    render: (_, y) => (
      <>
        <div>{state(y)}</div>
        <div>{title(y)}</div>
        <div className="muted">
          {y.limitName} · {y.unitName} · <When at={y.issuedAt} />
        </div>
      </>
    ),
  },
];

export function YellowTable({ cards }: { cards: YellowCard[] }) {
  return (
    <Table
      size="small"
      rowKey={(y) => `${y.deadlineId} ${y.round}`}
      columns={useNarrow() ? narrow : wide}
      dataSource={cards}
      pagination={false}
    />
  );
}
