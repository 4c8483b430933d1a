import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useLiveUpdates } from '../client/events.ts';
import { LimitMark, limitMarks, remaining } from '../parts/limit-mark.tsx';
import { asDisplay } from '../shell/input.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { businessNow, longTime, setBusinessNow, shortTime, weekday } from '../parts/time.ts';
import { useTitle } from '../parts/use-title.ts';
import { limitName } from './limit-table.tsx';
import { limitQueries, type LimitFilter } from './queries.ts';
import type { Limit } from './types.ts';
import './wall.css';

const ROWS = 10;
const TURN_MS = 12_000;
// What is far off is not for the wall: it shows the most urgent.
const MOST_PAGES = 10;
const STATES: Limit['state'][] = ['overdue', 'warned', 'running', 'suspended'];

/** 大屏: the most urgent limits, page after page, without anybody touching it. */
export function Wall() {
  useTitle('时限监控大屏');
  const live = useLiveUpdates();
  useEffect(() => asDisplay(), []);
  const [search] = useSearchParams();
  const filter: LimitFilter = {
    state: 'open',
    unit: search.get('unit') ?? '',
    process: search.get('process') ?? '',
    obligation: '',
    dueFrom: '',
    dueTo: '',
    provisional: '',
    q: '',
    case: '',
    rounds: '',
  };
  const summary = useQuery(limitQueries.summary(filter));
  const total = summary.data?.total ?? 0;
  const pages = Math.max(1, Math.min(MOST_PAGES, Math.ceil(total / ROWS)));
  const page = useTurning(pages);
  const limits = useQuery(limitQueries.list(filter, '', page, ROWS));
  // The clock follows the server's also when that is moved.
  useEffect(() => {
    if (summary.data) setBusinessNow(summary.data.asOf);
  }, [summary.data]);

  return (
    <main className="wall">
      <header className="wall-head">
        <h1>历下区时限监控</h1>
        {!live && <span role="status">实时更新中断，正在重连</span>}
        {(summary.isError || limits.isError) && <span role="alert">数据未能读取，将自动重试</span>}
        <Clock />
      </header>
      <ul className="wall-counts">
        <li>
          <span className="wall-n">{total}</span>进行中
        </li>
        {STATES.map((state) => (
          <li key={state}>
            <span className="wall-n">{summary.data?.states[state] ?? '…'}</span>
            <StateMark {...limitMarks[state]} />
          </li>
        ))}
        <li>
          <span className="wall-n">{summary.data?.provisional ?? '…'}</span>
          <StateMark mark="provisional" />
        </li>
      </ul>
      <Rows limits={limits.data?.items} />
      <footer className="wall-foot">
        <Link to="/limits">返回时限监控</Link>
        <span>
          最紧急在前{total > ROWS * MOST_PAGES && `的 ${ROWS * MOST_PAGES} 条`} · 第 {page} / {pages} 页
        </span>
      </footer>
    </main>
  );
}

function useTurning(pages: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setTurn((n) => n + 1), TURN_MS);
    return () => window.clearInterval(timer);
  }, []);
  return (turn % pages) + 1;
}

function Clock() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => tick((n) => n + 1), 1000);
    return () => window.clearInterval(timer);
  }, []);
  const now = businessNow();
  return (
    <time className="wall-clock" dateTime={now}>
      {longTime(now)} {weekday(now)}
    </time>
  );
}

function Rows({ limits }: { limits: Limit[] | undefined }) {
  if (!limits) return <p className="wall-nothing">正在读取…</p>;
  if (limits.length === 0) return <p className="wall-nothing">没有进行中的时限</p>;
  return (
    <table className="wall-table">
      <thead>
        <tr>
          {['状态', '剩余时间', '到期', '责任单位', '时限', '事项', '下一提醒'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {limits.map((d) => (
          <tr key={`${d.id} ${d.round}`} className={`wall-${d.state}`}>
            <td>
              <LimitMark state={d.state} provisional={d.provisional} />
            </td>
            <td>{remaining(d)}</td>
            <td className={d.provisional ? 'wall-hatched' : undefined}>
              {d.state === 'suspended' ? '恢复后定' : d.dueAt && `${shortTime(d.dueAt)} ${weekday(d.dueAt)}`}
            </td>
            <td>
              <div className="wall-two">{d.unitName}</div>
            </td>
            <td>
              <div className="wall-two">{limitName(d)}</div>
            </td>
            <td>
              <div className="wall-two">{d.caseTitle}</div>
            </td>
            <td>
              {d.nextRungName && d.nextRungAt && (
                <>
                  <div className="wall-one">
                    {d.nextRungName} {shortTime(d.nextRungAt)}
                  </div>
                  <div className="wall-one wall-small">{d.nextRecipientNames.join('、')}</div>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
