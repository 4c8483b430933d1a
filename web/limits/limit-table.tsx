import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import { LimitMark, remaining } from '../parts/limit-mark.tsx';
import { When } from '../parts/when.tsx';
import { COLUMN_NAMES, type ColumnKey } from './columns.tsx';
import type { Limit } from './types.ts';

export const limitAddress = (id: string): string => `/limits/${encodeURIComponent(id)}`;

export const limitName = (d: Limit): string => (d.subjectName ? `${d.name}（${d.subjectName}）` : d.name);

interface Column {
  width?: number;
  /** Name of the order in the API. */
  sort?: string;
  ellipsis?: boolean;
  render(d: Limit): React.ReactNode;
}

const columns: Record<ColumnKey, Column> = {
  state: { width: 100, render: (d) => <LimitMark state={d.state} provisional={d.provisional} /> },
  remaining: { width: 122, render: (d) => <Remaining limit={d} /> },
  due: { width: 104, sort: 'due', render: (d) => <DueDate limit={d} /> },
  name: {
    width: 122,
    sort: 'name',
    render: (d) => (
      <>
        <Link to={limitAddress(d.id)}>{limitName(d)}</Link>
        {d.round > 1 && <div className="muted">第 {d.round} 轮</div>}
      </>
    ),
  },
  unit: { width: 146, sort: 'unit', render: (d) => d.unitName },
  case: {
    sort: 'case',
    ellipsis: true,
    render: (d) => (
      <>
        <Link to={`/cases/${d.caseId}`} title={d.caseTitle}>
          {d.caseTitle}
        </Link>
        <div className="muted one-line" title={`${d.caseId} · ${d.processName}`}>
          {d.caseId} · {d.processName}
        </div>
      </>
    ),
  },
  basis: { width: 132, render: (d) => <span className="two-lines">{d.legalBasis}</span> },
  next: {
    width: 224,
    ellipsis: true,
    render: (d) =>
      d.nextRungName &&
      d.nextRungAt && (
        <>
          {d.nextRungName} <When at={d.nextRungAt} />
          <div className="muted one-line" title={d.nextRecipientNames.join('、')}>
            {d.nextRecipientNames.join('、')}
          </div>
        </>
      ),
  },
  started: { width: 104, sort: 'started', render: (d) => d.startedAt && <When at={d.startedAt} /> },
  ended: { width: 104, sort: 'ended', render: (d) => d.endedAt && <When at={d.endedAt} /> },
  days: {
    width: 92,
    render: (d) => (
      <>
        {d.workingDays} 个工作日
        {d.extendedBy > 0 && <div className="muted">延长 {d.extendedBy}</div>}
      </>
    ),
  },
};

function Remaining({ limit }: { limit: Limit }) {
  const text = remaining(limit);
  if (!text) return <span className="muted">已了结</span>;
  // Broken before the hours, if at all.
  const [, days, hours] = /^(.*工作日|.*?)( \d+ 小时)?$/.exec(text) ?? [];
  return (
    <>
      <span className="nowrap">{days}</span>
      <span className="nowrap">{hours}</span>
    </>
  );
}

/** While its time stands still a limit has no date. */
export function DueDate({ limit: d }: { limit: Limit }) {
  if (d.state === 'suspended') return <span className="muted">恢复后定</span>;
  if (!d.dueAt) return null;
  return (
    <span className={d.provisional ? 'hatched' : undefined}>
      <When at={d.dueAt} />
    </span>
  );
}

interface Props {
  limits: Limit[];
  shown: ColumnKey[];
  sort: string;
  onSort(sort: string | null): void;
}

export function LimitTable({ limits, shown, sort, onSort }: Props) {
  const described: TableColumnsType<Limit> = shown.map((key) => {
    const { width, sort: by, ellipsis = false, render } = columns[key];
    return {
      key,
      title: COLUMN_NAMES[key],
      ellipsis,
      ...(width ? { width } : {}),
      ...(by ? { sorter: true, sortOrder: sort === by ? 'ascend' : sort === `-${by}` ? 'descend' : null } : {}),
      render: (_: unknown, d: Limit) => render(d),
    };
  });
  return (
    <Table
      size="small"
      rowKey={(d) => `${d.id} ${d.round}`}
      columns={described}
      dataSource={limits}
      pagination={false}
      sticky={{ offsetHeader: 48 }}
      showSorterTooltip={false}
      onChange={(_page, _filters, sorter) => {
        const { columnKey, order } = Array.isArray(sorter) ? (sorter[0] ?? {}) : sorter;
        const by = order && columns[columnKey as ColumnKey]?.sort;
        onSort(by ? (order === 'descend' ? `-${by}` : by) : null);
      }}
    />
  );
}
