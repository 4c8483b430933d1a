import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { failed } from '../client/queries.ts';
import { DiagramTab } from '../case/diagram-tab.tsx';
import { PageHelp } from '../help/page-help.tsx';
import { LimitMark, limitMarks, remaining } from '../parts/limit-mark.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { longDate, longTime, toWall, weekday } from '../parts/time.ts';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { Cards } from './cards.tsx';
import { DayCalendar } from './day-calendar.tsx';
import { limitName } from './limit-table.tsx';
import './limit.css';
import { PauseList } from './pauses.tsx';
import { limitQueries } from './queries.ts';
import { Rungs } from './rungs.tsx';
import type { LimitDetail } from './types.ts';

/** One limit: why it ends when it ends, what was raised and to whom, and where its step stands. */
export function LimitPage() {
  const { id = '' } = useParams();
  const query = useQuery(limitQueries.detail(id));
  useTitle(query.data ? limitName(query.data) : '时限');
  if (failed(query)) return <ProblemState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading />;
  const limit = query.data;
  const left = remaining(limit);

  return (
    <>
      <div className="page-head">
        <h1>{limitName(limit)}</h1>
        <PageHelp />
        <LimitMark state={limit.state} provisional={limit.provisional} />
        {left && <strong>{left}</strong>}
        <span className="page-head-end">
          <Link to={`/cases/${limit.caseId}${limit.stepElement ? `?step=${limit.stepElement}` : ''}`}>
            {limit.caseTitle}
          </Link>
        </span>
      </div>
      <p className="muted case-line">
        {limit.caseId} · {limit.processName} · 责任单位：{limit.unitName ?? '未指定'}
        {limit.legalBasis && ` · 依据：${limit.legalBasis}`}
      </p>
      <div className="limit-columns">
        <section className="panel" aria-labelledby="why-title">
          <h2 id="why-title">这一日期的由来</h2>
          <p className="limit-why">{why(limit)}</p>
          <DayCalendar
            days={limit.days}
            dueDate={limit.suspendedAt ? null : limit.dueAt && toWall(limit.dueAt).slice(0, 10)}
          />
        </section>
        <div className="limit-side">
          {limit.cards && limit.cards.length > 0 && (
            <section className="panel" aria-labelledby="cards-title">
              <h2 id="cards-title">红牌</h2>
              <Cards cards={limit.cards} />
            </section>
          )}
          <section className="panel" aria-labelledby="rungs-title">
            <h2 id="rungs-title">提醒</h2>
            <Rungs limit={limit} />
          </section>
          {limit.pauses.length > 0 && (
            <section className="panel" aria-labelledby="pauses-title">
              <h2 id="pauses-title">中止与恢复</h2>
              <PauseList pauses={limit.pauses} />
            </section>
          )}
          {limit.rounds.length > 1 && (
            <section className="panel" aria-labelledby="rounds-title">
              <h2 id="rounds-title">各轮情况</h2>
              <Rounds rounds={limit.rounds} />
            </section>
          )}
        </div>
      </div>
      <section className="panel" aria-labelledby="diagram-title">
        <h2 id="diagram-title">所在环节</h2>
        <DiagramTab caseId={limit.caseId} {...(limit.stepElement ? { here: limit.stepElement } : {})} />
      </section>
    </>
  );
}

/** The count in one sentence. */
function why(d: LimitDetail): string {
  const start = d.startedAt ? `${longDate(d.startedAt)}${weekday(d.startedAt)}` : '';
  const length =
    d.extendedBy > 0 ? `${d.workingDays} 个工作日，延长 ${d.extendedBy} 个工作日` : `${d.workingDays} 个工作日`;
  const from = `自${start}起算（当日不计入），期限 ${length}`;
  if (d.suspendedAt)
    return `${from}；${longTime(d.suspendedAt)} 中止计时，尚余 ${d.remainingWorkingDays ?? 0} 个工作日，恢复计时的次日起继续计算。`;
  if (!d.dueAt) return `${from}。`;
  const paused = d.pauseCount > 0 ? '，扣除中止计时的日期' : '';
  const end = d.endedAt ? `；${longTime(d.endedAt)} ${limitMarks[d.state].label ?? '了结'}` : '';
  const open = d.provisional ? '（暂定，待放假安排公布后重新计算）' : '';
  return `${from}${paused}，至 ${longTime(d.dueAt)} ${weekday(d.dueAt)}届满${open}${end}。`;
}

function Rounds({ rounds }: Pick<LimitDetail, 'rounds'>) {
  return (
    <ul className="plain-list">
      {rounds.map((r) => (
        <li key={r.round}>
          第 {r.round} 轮 {r.endedAs ? <StateMark {...limitMarks[r.endedAs]} /> : '进行中'}{' '}
          <span className="muted">
            起算 <When at={r.startedAt} /> · 到期 <When at={r.dueAt} />
            {r.endedAt && (
              <>
                {' · 了结 '}
                <When at={r.endedAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
