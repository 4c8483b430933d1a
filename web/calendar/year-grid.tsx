import { useRef, type KeyboardEvent } from 'react';
import type { Day, DayKind } from './api.ts';
import { monthDay, weekdayOf } from './api.ts';

/** The mark on a day's corner: colour is only the second sign. */
export const kindMark: Record<DayKind, string> = {
  working: '',
  weekend: '',
  holiday: '休',
  makeup: '班',
  'local-off': '例休',
  'local-on': '例班',
};

const kindText: [DayKind, string][] = [
  ['working', '工作日'],
  ['weekend', '周末'],
  ['holiday', '法定节假日'],
  ['makeup', '调休上班'],
  ['local-off', '本区临时放假'],
  ['local-on', '本区临时上班'],
];

export function Legend() {
  return (
    <ul className="year-legend" aria-label="图例">
      {kindText.map(([kind, text]) => (
        <li key={kind}>
          <span className={`day day-${kind}`} aria-hidden="true">
            <span className="day-number">8</span>
            <span className="day-mark">{kindMark[kind]}</span>
          </span>
          {text}
        </li>
      ))}
      <li>
        <span className="day day-working day-today" aria-hidden="true">
          <span className="day-number">8</span>
        </span>
        今天
      </li>
    </ul>
  );
}

interface Props {
  days: Day[];
  today: string;
  chosen: string;
  onChoose: (date: string) => void;
}

/** Twelve months at a glance. One stop for the tabulator; arrows move by day and week, as in any calendar. */
export function YearGrid({ days, today, chosen, onChoose }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const months = Array.from({ length: 12 }, (_, m) => days.filter((d) => Number(d.date.slice(5, 7)) === m + 1));
  const first = days[0]?.date ?? '';
  const stop = [chosen, today].find((d) => d.slice(0, 4) === first.slice(0, 4)) ?? first;

  function move(event: KeyboardEvent<HTMLElement>) {
    const at = days.findIndex((d) => d.date === (event.target as HTMLElement).dataset.date);
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -at, End: days.length - 1 - at }[
      event.key
    ];
    if (at < 0 || by === undefined) return;
    event.preventDefault();
    const to = days[at + by];
    if (to) grid.current?.querySelector<HTMLElement>(`[data-date="${to.date}"]`)?.focus();
  }

  return (
    <div className="year-grid" ref={grid} onKeyDown={move}>
      {months.map((month, m) => (
        <section key={m} className="month" aria-label={`${m + 1}月`}>
          <h3>
            {m + 1}月<span className="muted">{month.filter((d) => d.works).length} 个工作日</span>
          </h3>
          <div className="month-days">
            {[...'一二三四五六日'].map((w) => (
              <span key={w} className="week-name" aria-hidden="true">
                {w}
              </span>
            ))}
            {month.map((day, i) => (
              <button
                key={day.date}
                type="button"
                data-date={day.date}
                tabIndex={day.date === stop ? 0 : -1}
                className={`day day-${day.kind}${day.date === today ? ' day-today' : ''}${day.date === chosen ? ' day-chosen' : ''}`}
                style={i === 0 ? { gridColumnStart: column(day.date) } : undefined}
                aria-current={day.date === today ? 'date' : undefined}
                aria-label={`${monthDay(day.date)} ${weekdayOf(day.date)} ${day.reason}${day.date === today ? '，今天' : ''}`}
                title={day.reason}
                onClick={() => onChoose(day.date)}
              >
                <span className="day-number">{Number(day.date.slice(8))}</span>
                <span className="day-mark">{kindMark[day.kind]}</span>
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

/** Monday is the first. */
const column = (date: string): number => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
