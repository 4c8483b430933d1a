import { Collapse } from 'antd';
import { StateMark } from '../parts/state-mark.tsx';
import { businessNow, longDate, toWall, weekday } from '../parts/time.ts';
import type { CountedDay } from './types.ts';

interface NumberedDay extends CountedDay {
  /** The how manieth working day of the limit it is; null when it does not count. */
  nth: number | null;
}

const WEEK = ['一', '二', '三', '四', '五', '六', '日'];
const PROVISIONAL = '（暂定';

/** What fits under the number of a day. */
function briefly({ counts, reason }: CountedDay): string {
  if (reason.startsWith('起算')) return '起算日';
  if (reason.startsWith('恢复计时')) return '恢复日';
  if (reason.startsWith('中止')) return '中止';
  const plain = reason.replace(/（暂定.*$/, '');
  const named = /^(调休上班|法定节假日|本区临时上班|本区临时放假)（(.*)）$/.exec(plain);
  if (counts) return named ? (named[1] === '调休上班' ? '调休上班' : '临时上班') : '';
  return named ? (named[1] === '法定节假日' ? named[2]! : '临时放假') : plain;
}

/** Every day of the count: which one counts, and why the others do not. */
export function DayCalendar({ days, dueDate }: { days: CountedDay[]; dueDate: string | null }) {
  let n = 0;
  const numbered = days.map((day): NumberedDay => ({ ...day, nth: day.counts ? ++n : null }));
  const months = [...new Set(days.map((d) => d.date.slice(0, 7)))];
  const today = toWall(businessNow()).slice(0, 10);
  return (
    <>
      <div className="day-months">
        {months.map((month) => (
          <Month
            key={month}
            month={month}
            days={new Map(numbered.filter((d) => d.date.startsWith(month)).map((d) => [d.date, d]))}
            today={today}
            dueDate={dueDate}
          />
        ))}
      </div>
      <ul className="day-legend">
        <li>
          <span className="day-key day-counts" /> 计入的工作日
        </li>
        <li>
          <span className="day-key day-rests" /> 不计入
        </li>
        <li>
          <span className="day-key day-due" /> 届满日
        </li>
        {days.some((d) => d.reason.includes(PROVISIONAL)) && (
          <li>
            <StateMark mark="provisional" label="暂定：该年度放假安排未公布" />
          </li>
        )}
      </ul>
      <Collapse
        ghost
        size="small"
        items={[{ key: 'text', label: '逐日说明（文字）', children: <DayList days={numbered} /> }]}
      />
    </>
  );
}

interface MonthProps {
  month: string;
  days: Map<string, NumberedDay>;
  today: string;
  dueDate: string | null;
}

function Month({ month, days, today, dueDate }: MonthProps) {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const lead = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const cells: (string | null)[] = [
    ...Array.from({ length: lead }, () => null),
    ...Array.from({ length }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`),
  ];
  while (cells.length % 7) cells.push(null);
  // Weeks that the count does not reach are left out.
  const weeks = Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7)).filter((week) =>
    week.some((date) => date && days.has(date)),
  );
  return (
    <div>
      <table className="day-month">
        <caption>
          {year}年{number}月
        </caption>
        <thead>
          <tr>
            {WEEK.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, i) => (
            <tr key={i}>
              {week.map((date, j) => (
                <Day
                  key={j}
                  date={date}
                  day={date ? days.get(date) : undefined}
                  today={date === today}
                  due={date !== null && date === dueDate}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Day({
  date,
  day,
  today,
  due,
}: {
  date: string | null;
  day: NumberedDay | undefined;
  today: boolean;
  due: boolean;
}) {
  if (!date) return <td />;
  if (!day)
    return (
      <td className="day-outside">
        <span className="day-number">{Number(date.slice(8))}</span>
      </td>
    );
  const classes = [
    day.counts ? 'day-counts' : 'day-rests',
    due && 'day-due',
    today && 'day-today',
    day.reason.includes(PROVISIONAL) && 'day-provisional',
  ];
  const brief = briefly(day);
  return (
    <td className={classes.filter(Boolean).join(' ')} title={`${longDate(date)}：${day.reason}`}>
      <span className="day-number">
        {Number(date.slice(8))}
        {today && <span className="day-word"> 今天</span>}
      </span>
      <span className="day-word">
        {day.nth !== null && `第${day.nth}日`}
        {day.nth !== null && (brief || due) && ' '}
        {due ? '届满' : brief}
      </span>
    </td>
  );
}

function DayList({ days }: { days: NumberedDay[] }) {
  return (
    <table className="day-list">
      <thead>
        <tr>
          <th scope="col">日期</th>
          <th scope="col">计入</th>
          <th scope="col">原因</th>
        </tr>
      </thead>
      <tbody>
        {days.map((d) => (
          <tr key={d.date}>
            <td className="nowrap">
              {longDate(d.date)} {weekday(`${d.date}T12:00:00+08:00`)}
            </td>
            <td className="nowrap">{d.nth === null ? '不计' : `第 ${d.nth} 日`}</td>
            <td>{d.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
