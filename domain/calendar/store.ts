import type { Db } from '../../db/pool.ts';
import { type Calendar, CLOSE_OF_BUSINESS, type Exception } from './core.ts';

export async function loadCalendar(db: Db): Promise<Calendar> {
  const { rows } = await db.query<{ published: number[]; days: [string, boolean, string, boolean][] | null }>({
    name: 'load-calendar',
    // Local exceptions come last and so stand over the notice.
    text: `SELECT (SELECT coalesce(json_agg(year), '[]') FROM calendar_year) AS published,
                  (SELECT json_agg(json_build_array(date, works, name, local) ORDER BY local) FROM calendar_day) AS days`,
  });
  const { published, days } = rows[0]!;
  return {
    published: new Set(published),
    exceptions: new Map(
      (days ?? []).map(([date, works, name, local]): [string, Exception] => [date, { works, name, local }]),
    ),
  };
}

/** HH:mm of the unit, else of everybody. */
export async function closeOfBusiness(db: Db, unit: string | null): Promise<string> {
  const { rows } = await db.query<{ at: string }>(
    `SELECT to_char(at, 'HH24:MI') AS at FROM close_of_business WHERE unit = $1 OR unit IS NULL ORDER BY unit NULLS LAST LIMIT 1`,
    [unit],
  );
  return rows[0]?.at ?? CLOSE_OF_BUSINESS;
}

export interface Year {
  year: number;
  source: string;
  publishedAt: string | null;
}

export async function listYears(db: Db): Promise<Year[]> {
  const { rows } = await db.query(
    'SELECT year, source, published_at AS "publishedAt" FROM calendar_year ORDER BY year DESC',
  );
  return rows;
}

export interface Edit {
  at: string;
  actor: string;
  kind: string;
  target: string;
  before: unknown;
  after: unknown;
  reason: string;
}

export async function listEdits(db: Db, year: number): Promise<Edit[]> {
  const { rows } = await db.query(
    'SELECT at, actor, kind, target, before, after, reason FROM calendar_edit WHERE year = $1 ORDER BY id DESC LIMIT 500',
    [year],
  );
  return rows;
}
