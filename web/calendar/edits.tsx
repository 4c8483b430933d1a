import { Nothing } from '../parts/page-state.tsx';
import { When } from '../parts/when.tsx';
import { weekdayOf, type Edit } from './api.ts';
import type { NoticeDay } from './notice-text.ts';

interface Notice {
  source: string;
  days: NoticeDay[];
}

const dayState = (value: unknown): string => {
  const day = value as { works: boolean; name: string } | null;
  return day ? `${day.works ? '本区临时上班' : '本区临时放假'}（${day.name}）` : '按国家安排';
};
const noticeState = (value: unknown): string => {
  const notice = value as Notice | null;
  if (!notice) return '未公布';
  const works = notice.days.filter((d) => d.works).length;
  return `${notice.source}：休 ${notice.days.length - works} 天、班 ${works} 天`;
};
const say = ({ works, name }: NoticeDay): string => `${works ? '班' : '休'}（${name}）`;

/** Days of which two notices say something else. */
function differences(e: Edit): string[] {
  const list = (value: unknown) => new Map(((value as Notice | null)?.days ?? []).map((d) => [d.date, say(d)]));
  const [before, after] = [list(e.before), list(e.after)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((date) => before.get(date) !== after.get(date))
    .map((date) => `${date} ${weekdayOf(date)}：${before.get(date) ?? '未列入'} → ${after.get(date) ?? '未列入'}`);
}

function What({ e }: { e: Edit }) {
  if (e.kind === 'day')
    return (
      <>
        <strong className="nowrap">
          {e.target} {weekdayOf(e.target)}
        </strong>
        ：{dayState(e.before)} → {dayState(e.after)}
      </>
    );
  if (e.kind === 'close-of-business')
    return (
      <>
        <strong>{e.target === '*' ? '全区' : (e.targetName ?? e.target)}下班时间</strong>：
        {String(e.before ?? '同全区')} → {String(e.after ?? '同全区')}
      </>
    );
  const different = e.before ? differences(e) : [];
  return (
    <>
      <strong>{e.target} 年放假安排</strong>：{noticeState(e.before)} → {noticeState(e.after)}
      {different.length > 0 && (
        <details>
          <summary>{different.length} 天不同</summary>
          <ul className="edit-days">
            {different.map((d) => (
              <li key={d}>{d}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Who changed what, when and why, from what to what; newest first. */
export function Edits({ edits, none }: { edits: Edit[]; none: string }) {
  if (!edits.length) return <Nothing>{none}</Nothing>;
  return (
    <ol className="edits">
      {edits.map((e, i) => (
        <li key={i}>
          <div>
            <What e={e} />
          </div>
          <div className="prose">理由：{e.reason}</div>
          <div className="muted">
            {e.actorName} · <When at={e.at} long />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Does the edit concern this day? */
export function concerns(e: Edit, date: string): boolean {
  if (e.kind === 'day') return e.target === date;
  const says = (value: unknown) => ((value as Notice | null)?.days ?? []).some((d) => d.date === date);
  return e.kind === 'year' && (says(e.before) || says(e.after));
}
