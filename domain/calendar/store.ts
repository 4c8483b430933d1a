import type { Db } from '../../db/pool.ts';
import { readWhenChanged } from '../../db/revision.ts';
import { type Calendar, CLOSE_OF_BUSINESS, type Exception } from './core.ts';

/** The calendar as this transaction sees it. */
export const loadCalendar = readWhenChanged('calendar', readCalendar);

async function readCalendar(db: Db): Promise<Calendar> {
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

/** HH:mm of everybody, and of the units that have their own. */
export async function listClosings(db: Db): Promise<{ everybody: string; units: { unit: string; at: string }[] }> {
  const { rows } = await db.query<{ unit: string | null; at: string }>(
    `SELECT c.unit, to_char(c.at, 'HH24:MI') AS at FROM close_of_business c LEFT JOIN unit u ON u.id = c.unit ORDER BY u.ord`,
  );
  const own = rows.filter((r): r is { unit: string; at: string } => r.unit !== null);
  return { everybody: rows.find((r) => r.unit === null)?.at ?? CLOSE_OF_BUSINESS, units: own };
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

const EDIT = 'SELECT at, actor, kind, target, before, after, reason FROM calendar_edit';

/** Edits of the year's days, newest first; also by the next year's notice, which may arrange days of this December. */
export async function listEdits(db: Db, year: number): Promise<Edit[]> {
  const { rows } = await db.query(
    `${EDIT} WHERE year = $1
        OR year = $1 + 1 AND kind = 'year' AND (before::text LIKE '%"' || $1 || '-12-%' OR after::text LIKE '%"' || $1 || '-12-%')
      ORDER BY id DESC LIMIT 500`,
    [year],
  );
  return rows;
}

/** Edits of close of business, newest first. */
export async function listClosingEdits(db: Db): Promise<Edit[]> {
  const { rows } = await db.query(`${EDIT} WHERE kind = 'close-of-business' ORDER BY id DESC LIMIT 500`);
  return rows;
}

/** Grows with every edit: tells whether the calendar is still the one that somebody looked at. */
export async function calendarRevision(db: Db): Promise<string> {
  const { rows } = await db.query<{ id: string }>('SELECT coalesce(max(id), 0)::text AS id FROM calendar_edit');
  return rows[0]?.id ?? '0';
}
