import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Db } from '../../db/pool.ts';

export interface NoticeDay {
  date: string;
  works: boolean;
  name: string;
  /** Year of the notice that says so. */
  notice: number;
}

/**
 * The State Council's holidays and make-up days that came with the product (2004-2026). New Year's Day may be arranged with days of
 * the December before it: those belong to the new year's notice.
 */
export function shippedDays(): NoticeDay[] {
  const main = createRequire(import.meta.url).resolve('chinese-days');
  const data = JSON.parse(readFileSync(main.replace('index.min.js', 'chinese-days.json'), 'utf8')) as Record<
    'holidays' | 'workdays',
    Record<string, string>
  >;
  const list = (days: Record<string, string>, works: boolean): NoticeDay[] =>
    Object.entries(days).map(([date, text]) => {
      // "New Year's Day,元旦,1"
      const name = text.split(',')[1] ?? text;
      const year = Number(date.slice(0, 4));
      return { date, works, name, notice: date.slice(5, 7) === '12' && name === '元旦' ? year + 1 : year };
    });
  return [...list(data.holidays, false), ...list(data.workdays, true)];
}

/** Adds the shipped years that nobody has imported; running it again changes nothing. */
export async function seedCalendar(db: Db): Promise<void> {
  const days = shippedDays();
  await db.query(
    `WITH d AS (SELECT * FROM json_to_recordset($1::json) AS d(date date, works boolean, name text, notice int)),
     y AS (INSERT INTO calendar_year (year, source) SELECT DISTINCT notice, $2 FROM d ORDER BY 1 ON CONFLICT DO NOTHING RETURNING year)
     INSERT INTO calendar_day (date, local, works, name, notice)
     SELECT date, false, works, name, notice FROM d JOIN y ON y.year = d.notice ORDER BY date ON CONFLICT DO NOTHING`,
    [JSON.stringify(days), '国务院办公厅关于部分节假日安排的通知（随产品提供）'],
  );
}
