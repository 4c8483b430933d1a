import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { failed } from '../client/queries.ts';
import './facts-sheet.css';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { longTime } from '../parts/time.ts';
import { When } from '../parts/when.tsx';
import { factsSheet, type FactsSheet as Sheet } from './queries.ts';

const ENDED = { met: '按期办结', 'met-late': '逾期办结', cancelled: '已撤销' } as const;
const TASKS = { open: '未办结', completed: '已办结', canceled: '已撤销' } as const;
const CARDS = { issued: '待说明', explained: '待核查', upheld: '已维持', revoked: '已撤销' } as const;

function Lateness({ late }: { late: { workingDays: number; hours: number } | null }) {
  if (!late) return <StateMark mark="normal" label="未超期" />;
  return (
    <StateMark
      mark="overdue"
      label={late.workingDays ? `超期 ${late.workingDays} 个工作日` : `超期 ${late.hours} 小时`}
    />
  );
}

/** The facts as the record had them: who had which task when, limits, cards, hand-overs. Nobody edits them. */
export function FactsSheet({ caseId }: { caseId: string }) {
  const found = useQuery(factsSheet(caseId));
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const sheet = found.data;
  return (
    <>
      <p className="muted">
        由系统于 {longTime(sheet.gatheredAt)} 从办理记录提取，生成后不能更改。
        {sheet.about ? `事项：${sheet.about.title}（${sheet.about.id}）` : '范围：当事人近十二个月经办的逾期任务'}
        ；当事人：{sheet.person.name}
      </p>
      <Part title="任务经办" rows={sheet.tasks} columns={TASK_COLUMNS} />
      {sheet.about && <Part title="时限" rows={sheet.limits} columns={LIMIT_COLUMNS} />}
      {sheet.about && <Part title="红牌" rows={sheet.cards} columns={CARD_COLUMNS} />}
      {sheet.about && <Part title="移交、中止、催办等" rows={sheet.events} columns={EVENT_COLUMNS} />}
    </>
  );
}

interface Column<T> {
  title: string;
  show: (row: T) => ReactNode;
}

const FIRST = 20;

/** Each row by itself, so that it is read as well beside a form and on a phone. */
function Part<T extends object>({ title, rows, columns }: { title: string; rows: T[]; columns: Column<T>[] }) {
  const [all, setAll] = useState(false);
  const [head, ...rest] = columns;
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <>
      <h3>{title}</h3>
      {rows.length === 0 && <p className="muted">没有记录。</p>}
      <ul className="fact-rows">
        {shown.map((row, i) => (
          <li key={i}>
            <strong>{head?.show(row)}</strong>
            <dl>
              {rest.map((column) => (
                <div key={column.title}>
                  <dt>{column.title}</dt>
                  <dd>{column.show(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {shown.length < rows.length && (
        <Button size="small" onClick={() => setAll(true)}>
          显示全部 {rows.length} 项
        </Button>
      )}
    </>
  );
}

const TASK_COLUMNS: Column<Sheet['tasks'][number]>[] = [
  { title: '环节', show: (t) => t.step },
  {
    title: '经办',
    show: (t) =>
      t.held.length === 0
        ? `${t.groupNames.join('、')}，${t.state === 'completed' ? '未领取，直接办结' : '无人领取'}`
        : t.held.map((h) => (
            <div key={h.from}>
              {h.name}
              {h.onBehalfOfName && `（代${h.onBehalfOfName}）`} <When at={h.from} /> 至{' '}
              {h.until ? <When at={h.until} /> : '提取时'}
            </div>
          )),
  },
  { title: '到达', show: (t) => <When at={t.createdAt} /> },
  {
    title: '办结',
    show: (t) => (
      <>
        {TASKS[t.state]} {t.endedAt && <When at={t.endedAt} />}
        {t.completedByName && <div className="muted">{t.completedByName}</div>}
      </>
    ),
  },
  {
    title: '期限',
    show: (t) =>
      t.dueAt ? (
        <>
          <When at={t.dueAt} /> <Lateness late={t.late} />
        </>
      ) : (
        '无期限'
      ),
  },
];
const LIMIT_COLUMNS: Column<Sheet['limits'][number]>[] = [
  {
    title: '时限',
    show: (l) => (
      <>
        {l.name}
        {l.subject && `（${l.subject}）`}
        <div className="muted">
          第 {l.round} 轮，{l.workingDays} 个工作日{l.extendedBy > 0 && `，延长 ${l.extendedBy}`}
        </div>
      </>
    ),
  },
  { title: '责任单位', show: (l) => l.unitName ?? '—' },
  {
    title: '起算和届满',
    show: (l) => (
      <>
        <When at={l.startedAt} /> 至 <When at={l.dueAt} />
        {l.pauses.map((p) => (
          <div key={p.from} className="muted">
            中止 <When at={p.from} /> 至 {p.to ? <When at={p.to} /> : '提取时'}：{p.reason}（{p.byName}）
          </div>
        ))}
      </>
    ),
  },
  {
    title: '结果',
    show: (l) => (
      <>
        {l.endedAs ? ENDED[l.endedAs] : '未结束'} {l.endedAs !== 'cancelled' && <Lateness late={l.late} />}
      </>
    ),
  },
];
const CARD_COLUMNS: Column<Sheet['cards'][number]>[] = [
  { title: '编号', show: (c) => c.id },
  { title: '时限', show: (c) => c.limitName },
  { title: '发出', show: (c) => <When at={c.issuedAt} /> },
  { title: '核查', show: (c) => CARDS[c.state] },
  { title: '超期原因', show: (c) => c.reason ?? '未说明' },
];
const EVENT_COLUMNS: Column<Sheet['events'][number]>[] = [
  { title: '时间', show: (e) => <When at={e.at} /> },
  { title: '操作人', show: (e) => e.actorName ?? '系统' },
  { title: '内容', show: (e) => e.text },
];
