import { isDeepStrictEqual } from 'node:util';
import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { lockCalendar } from './lock.ts';

/** Every change of the calendar is kept with who, when and why. */
interface Who {
  actor: string;
  reason: string;
}

async function keep(
  db: Db,
  { actor, reason }: Who,
  edit: { kind: string; year: number | null; target: string; before: unknown; after: unknown },
): Promise<void> {
  // Said again, nothing has changed.
  if (isDeepStrictEqual(edit.before, edit.after)) return;
  await db.query(
    `INSERT INTO calendar_edit (at, actor, kind, year, target, before, after, reason) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
    [
      now().toISO(),
      actor,
      edit.kind,
      edit.year,
      edit.target,
      JSON.stringify(edit.before),
      JSON.stringify(edit.after),
      reason,
    ],
  );
}

/** A local exception, standing over the State Council's notice; `works` null takes it away again. Needs a transaction. */
export async function setLocalDay(db: Db, day: { date: string; works: boolean | null }, who: Who): Promise<void> {
  await lockCalendar(db);
  const { rows } = await db.query<{ works: boolean; name: string }>(
    'DELETE FROM calendar_day WHERE date = $1 AND local RETURNING works, name',
    [day.date],
  );
  const after = day.works === null ? null : { works: day.works, name: who.reason };
  if (after) {
    await db.query('INSERT INTO calendar_day (date, local, works, name) VALUES ($1, true, $2, $3)', [
      day.date,
      after.works,
      after.name,
    ]);
  }
  await keep(db, who, {
    kind: 'day',
    year: Number(day.date.slice(0, 4)),
    target: day.date,
    before: rows[0] ?? null,
    after,
  });
}

export interface ImportedDay {
  date: string;
  works: boolean;
  name: string;
}

/** The State Council's notice of a year, in place of what was known of it; the year is published from now on. Needs a transaction. */
export async function importYear(
  db: Db,
  notice: { year: number; source: string; days: ImportedDay[] },
  who: Who,
): Promise<void> {
  const { year, source, days } = notice;
  await lockCalendar(db);
  const { rows: before } = await db.query<{ source: string }>('SELECT source FROM calendar_year WHERE year = $1', [
    year,
  ]);
  const { rows: old } = await db.query(
    `WITH old AS (DELETE FROM calendar_day WHERE NOT local AND (notice = $1 OR date = ANY ($2::date[])) RETURNING date, works, name)
     SELECT date, works, name FROM old ORDER BY date`,
    [year, days.map((d) => d.date)],
  );
  await db.query(
    `INSERT INTO calendar_year (year, source, published_at) VALUES ($1, $2, $3)
     ON CONFLICT (year) DO UPDATE SET source = EXCLUDED.source, published_at = EXCLUDED.published_at`,
    [year, source, now().toISO()],
  );
  await db.query(
    `INSERT INTO calendar_day (date, local, works, name, notice)
     SELECT date, false, works, name, $2 FROM json_to_recordset($1::json) AS d(date date, works boolean, name text) ORDER BY date`,
    [JSON.stringify(days), year],
  );
  await keep(db, who, {
    kind: 'year',
    year,
    target: String(year),
    before: before[0] ? { source: before[0].source, days: old } : null,
    after: {
      source,
      days: days.map(({ date, works, name }) => ({ date, works, name })).sort((a, b) => (a.date < b.date ? -1 : 1)),
    },
  });
}

/** When the working day of a unit (null: of every unit without its own) ends; `at` null takes a unit's own away. Needs a transaction. */
export async function setCloseOfBusiness(
  db: Db,
  change: { unit: string | null; at: string | null },
  who: Who,
): Promise<void> {
  await lockCalendar(db);
  const { rows } = await db.query<{ at: string }>(
    `DELETE FROM close_of_business WHERE unit IS NOT DISTINCT FROM $1 RETURNING to_char(at, 'HH24:MI') AS at`,
    [change.unit],
  );
  if (change.at) await db.query('INSERT INTO close_of_business (unit, at) VALUES ($1, $2)', [change.unit, change.at]);
  await keep(db, who, {
    kind: 'close-of-business',
    year: null,
    target: change.unit ?? '*',
    before: rows[0]?.at ?? null,
    after: change.at,
  });
}
