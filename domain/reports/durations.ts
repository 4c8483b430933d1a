import type { Db } from '../../db/pool.ts';
import { loadCalendar } from '../calendar/store.ts';
import { numberWorkingDays } from '../deadlines/statistics.ts';

/**
 * Groups of what has a begin and an end, with median and 90th percentile of the working days from the day after the begin to the end.
 * `rows`: SQL of rows with key, name, started, ended (instants) and late; each is one of what is counted.
 */
export async function durationsBy(
  db: Db,
  rows: string,
  params: unknown[],
): Promise<{ key: string; name: string; n: number; late: number; median: number | null; p90: number | null }[]> {
  const span = await db.query<{ first: string | null; last: string | null }>(
    `SELECT min(started)::date AS first, max(ended)::date AS last FROM (${rows}) x`,
    params,
  );
  const { first, last } = span.rows[0]!;
  if (!first || !last) return [];
  const numbered = numberWorkingDays(await loadCalendar(db), first, last);
  const add = (value: unknown, at: number) => `$${params.length + at}${value as string}`;
  const { rows: found } = await db.query(
    `WITH day AS MATERIALIZED (SELECT * FROM unnest(${add('::date[]', 1)}, ${add('::int[]', 2)}) AS day (date, n)),
     used AS (SELECT x.key, x.name, x.late, e.n - s.n AS days FROM (${rows}) x
       JOIN day s ON s.date = x.started::date JOIN day e ON e.date = x.ended::date)
     SELECT key, max(name) AS name, count(*)::int AS n, (count(*) FILTER (WHERE late))::int AS late,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median, (percentile_disc(0.9) WITHIN GROUP (ORDER BY days))::float8 AS p90
       FROM used GROUP BY key ORDER BY n DESC, key`,
    [...params, numbered.dates, numbered.numbers],
  );
  return found;
}
