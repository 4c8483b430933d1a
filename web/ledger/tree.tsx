import { Progress, Table } from 'antd';
import { type Key, useMemo, useState } from 'react';
import { Link } from 'react-router';
import '../parts/row-cards.css';
import { useNarrow } from '../parts/use-narrow.ts';
import { MeasureMark } from './state.tsx';
import type { Ledger, Measure } from './types.ts';

interface Node {
  key: string;
  title: string;
  article: string;
  measure: Measure | null;
  progress: number;
  said: string;
  children?: Node[];
}

const mean = (list: readonly Measure[]): number =>
  list.length ? Math.round(list.reduce((sum, m) => sum + m.progress, 0) / list.length) : 0;
const closedOf = (list: readonly Measure[]): string =>
  `已销号 ${list.filter(({ state }) => state === 'closed').length} / ${list.length}`;

function grouped<T>(list: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}

/** Source, task, measure. */
function nodesOf(items: readonly Measure[]): Node[] {
  return grouped(items, (m) => m.source).map(([source, ofSource]) => ({
    key: source,
    title: `${ofSource[0]?.sourceNumber} ${ofSource[0]?.sourceTitle}`,
    ...{ article: '', measure: null, progress: mean(ofSource), said: closedOf(ofSource) },
    children: grouped(ofSource, (m) => m.task).map(([task, ofTask]) => ({
      key: `${source}:${task}`,
      title: `${task}　${ofTask[0]?.taskTitle}`,
      ...{ article: '', measure: null, progress: mean(ofTask), said: closedOf(ofTask) },
      children: ofTask.map((m) => ({
        ...{ key: m.id, title: m.text, article: m.article, measure: m, progress: m.progress, said: '' },
      })),
    })),
  }));
}

const units = (m: Measure): string =>
  (m.itemLeadName ? m.itemLeadName : m.leadNames.join('、')) || (m.others ?? '待定');
const others = (m: Measure): string =>
  [...(m.itemLeadName ? m.itemSupportNames : m.supportNames), ...(m.itemLeadName || !m.others ? [] : [m.others])].join(
    '、',
  );
// More than this is looked at source by source.
const FEW = 60;

/** `chosen`: measures that are ticked, to be taken up; null where this person takes none up. */
export function LedgerTree({
  ledger,
  chosen,
  onChoose,
}: {
  ledger: Ledger;
  chosen: string[] | null;
  onChoose(ids: string[]): void;
}) {
  const narrow = useNarrow();
  const nodes = useMemo(() => nodesOf(ledger.items), [ledger.items]);
  const all = useMemo(() => nodes.flatMap((s) => [s.key, ...(s.children ?? []).map((t) => t.key)]), [nodes]);
  const [opened, setOpened] = useState<string[] | null>(null);
  const expanded = opened ?? (ledger.total <= FEW ? all : nodes.map(({ key }) => key));
  if (narrow) return <Cards nodes={nodes} />;
  return (
    <Table<Node>
      size="small"
      rowKey="key"
      pagination={false}
      tableLayout="fixed"
      scroll={{ x: 1120 }}
      dataSource={nodes}
      {...(chosen && {
        rowSelection: {
          selectedRowKeys: chosen,
          hideSelectAll: true,
          onChange: (keys: Key[]) => onChoose(keys.map(String)),
          // What is open is not taken up a second time; tasks and sources are not taken up at all.
          getCheckboxProps: ({ measure, title }: Node) => ({
            disabled: !measure || (measure.caseId !== null && measure.state !== 'closed'),
            style: measure ? {} : { visibility: 'hidden' as const },
            'aria-label': `选择 ${title}`,
          }),
        },
      })}
      expandable={{
        expandedRowKeys: expanded,
        onExpand: (open, { key }) => setOpened(open ? [...expanded, key] : expanded.filter((k) => k !== key)),
      }}
      columns={[
        {
          title: '任务和措施',
          key: 'title',
          width: 320,
          render: (_, { title, measure, children }) =>
            measure ? (
              <Link to={`/ledger/${encodeURIComponent(measure.id)}`} className="ledger-measure">
                {title}
              </Link>
            ) : (
              <span className={children?.[0]?.children ? 'ledger-source' : undefined}>{title}</span>
            ),
        },
        { title: '条款', dataIndex: 'article', width: 110 },
        {
          title: '状态',
          key: 'state',
          width: 150,
          render: (_, { measure, said }) =>
            measure ? <MeasureMark measure={measure} /> : <span className="muted">{said}</span>,
        },
        {
          title: '进度',
          key: 'progress',
          width: 100,
          render: (_, { progress, title }) => <Progress percent={progress} size="small" aria-label={`${title} 进度`} />,
        },
        { title: '牵头单位', key: 'lead', render: (_, { measure }) => measure && units(measure) },
        { title: '配合单位', key: 'support', render: (_, { measure }) => measure && others(measure) },
        {
          title: '期限',
          key: 'due',
          width: 100,
          render: (_, { measure: m }) =>
            m && (m.closeOn ?? m.dueOn ?? (m.every && (m.every === 'quarter' ? '每季度' : '每半年'))),
        },
        {
          title: '得分',
          key: 'score',
          width: 90,
          align: 'right',
          render: (_, { measure: m }) => m && m.score !== null && `${m.score}（${m.gradeName}）`,
        },
      ]}
    />
  );
}

/** On a phone: one measure below the other. */
function Cards({ nodes }: { nodes: Node[] }) {
  return nodes.map((source) => (
    <section key={source.key} aria-label={source.title}>
      <h2>{source.title}</h2>
      <ul className="row-cards">
        {source.children?.flatMap(({ children }) =>
          (children ?? []).map(
            ({ measure: m }) =>
              m && (
                <li key={m.id}>
                  <Link to={`/ledger/${encodeURIComponent(m.id)}`} className="row-card">
                    <span className="row-card-line">
                      <MeasureMark measure={m} /> {m.caseId && `进度 ${m.progress}%`}
                    </span>
                    <span className="row-card-about">{m.text}</span>
                    <span className="muted">
                      {units(m)} {m.closeOn ?? m.dueOn}
                    </span>
                  </Link>
                </li>
              ),
          ),
        )}
      </ul>
    </section>
  ));
}
