import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { workingDaysBetween } from '../calendar/core.ts';
import { loadCalendar } from '../calendar/store.ts';
import { ZONE } from '../clock.ts';
import { isOpenOrNone } from '../restricted/store.ts';
import { causeOf } from './causes.ts';

/** What happens at one element of a diagram. */
export interface ElementFigures {
  elementId: string;
  running: number;
  finished: number;
  /** Ended before it was done. */
  ended: number;
  incidents: number;
  /** Of what took people's time; null where nothing was finished. */
  medianWorkingDays: number | null;
}

/** The last so many of each step are enough for a median. */
const MOST_PER_STEP = 500;

/**
 * Cases at each element, restricted ones left out: of one version of the diagram, or (null) of all. A duration counts working days from the day after the
 * begin to the end, as limits do.
 */
export async function elementFigures(db: Db, process: string, definitionKey: string | null): Promise<ElementFigures[]> {
  const of = [process, definitionKey];
  const [counts, spans, calendar] = await Promise.all([
    db.query<Omit<ElementFigures, 'medianWorkingDays'>>(
      `SELECT e.element_id AS "elementId",
              count(*) FILTER (WHERE e.state IN ('activating', 'active', 'completing', 'terminating'))::int AS running,
              count(*) FILTER (WHERE e.state = 'completed')::int AS finished,
              count(*) FILTER (WHERE e.state = 'terminated')::int AS ended,
              count(n.incident_key)::int AS incidents
         FROM read.instance i JOIN read.element e ON e.instance_key = i.instance_key
         LEFT JOIN read.incident n ON n.element_key = e.element_key AND n.state = 'open'
        WHERE i.process_id = $1 AND ($2::bigint IS NULL OR i.definition_key = $2) AND ${isOpenOrNone('i.case_id')}
          AND e.element_type NOT IN ('PROCESS', 'MULTI_INSTANCE_BODY', 'SEQUENCE_FLOW')
        GROUP BY e.element_id`,
      of,
    ),
    db.query<{ elementId: string; from: string; to: string }>(
      `SELECT "elementId", "from", "to" FROM (
         SELECT e.element_id AS "elementId", e.started_at AS "from", e.ended_at AS "to",
                row_number() OVER (PARTITION BY e.element_id ORDER BY e.ended_at DESC) AS place
           FROM read.instance i JOIN read.element e ON e.instance_key = i.instance_key
          WHERE i.process_id = $1 AND ($2::bigint IS NULL OR i.definition_key = $2) AND ${isOpenOrNone('i.case_id')}
            AND e.state = 'completed'
            AND e.element_type IN ('USER_TASK', 'SUB_PROCESS', 'RECEIVE_TASK', 'INTERMEDIATE_CATCH_EVENT')) AS last
        WHERE place <= $3`,
      [...of, MOST_PER_STEP],
    ),
    loadCalendar(db),
  ]);
  const days = new Map<string, number[]>();
  const at = (instant: string | Date) =>
    typeof instant === 'string'
      ? DateTime.fromISO(instant, { zone: ZONE })
      : DateTime.fromJSDate(instant, { zone: ZONE });
  for (const { elementId, from, to } of spans.rows)
    days.set(elementId, [...(days.get(elementId) ?? []), workingDaysBetween(calendar, at(from), at(to))]);
  return counts.rows.map((row) => ({ ...row, medianWorkingDays: median(days.get(row.elementId) ?? []) }));
}

export function median(values: number[]): number | null {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface StuckStep {
  key: string;
  caseId: string | null;
  elementId: string;
  elementName: string;
  text: string;
  advice: string;
  /** As the engine or the program said it. */
  message: string;
  createdAt: string;
}

/** Steps of a procedure that are stuck, the oldest first; of a restricted case only which step, so that it can be tried again. */
export async function stuckSteps(db: Db, process: string): Promise<StuckStep[]> {
  const { rows } = await db.query<Omit<StuckStep, 'text' | 'advice'> & { errorType: string }>(
    `SELECT n.incident_key AS key, CASE WHEN ${isOpenOrNone('i.case_id')} THEN i.case_id END AS "caseId", n.element_id AS "elementId",
            coalesce(p.name, n.element_id) AS "elementName",
            CASE WHEN ${isOpenOrNone('i.case_id')} THEN n.message ELSE '（受限事项，内容不显示）' END AS message,
            n.error_type AS "errorType", n.created_at AS "createdAt"
       FROM read.incident n JOIN read.instance i ON i.instance_key = n.instance_key
       LEFT JOIN read.process_element p ON p.definition_key = i.definition_key AND p.element_id = n.element_id
      WHERE i.process_id = $1 AND n.state = 'open' ORDER BY n.created_at LIMIT 500`,
    [process],
  );
  return rows.map(({ errorType, ...row }) => ({ ...row, ...causeOf(errorType, row.message) }));
}

/** Versions of a procedure with the cases at work on each. */
export async function versionsAtWork(
  db: Db,
  process: string,
): Promise<{ definitionKey: string; version: number; running: number; finished: number }[]> {
  const { rows } = await db.query(
    `SELECT p.definition_key AS "definitionKey", p.version,
            count(i.instance_key) FILTER (WHERE i.state = 'active')::int AS running,
            count(i.instance_key) FILTER (WHERE i.state <> 'active')::int AS finished
       FROM read.process p LEFT JOIN read.instance i ON i.definition_key = p.definition_key AND ${isOpenOrNone('i.case_id')}
      WHERE p.process_id = $1 GROUP BY p.definition_key, p.version ORDER BY p.version DESC`,
    [process],
  );
  return rows;
}

export interface Incident {
  key: string;
  jobKey: string | null;
  state: 'open' | 'resolved';
}

/** Incidents of a procedure by their keys; what is another's or unknown is left out. */
export async function incidentsOf(db: Db, process: string, keys: readonly string[]): Promise<Incident[]> {
  const { rows } = await db.query<Incident>(
    `SELECT n.incident_key AS key, n.job_key AS "jobKey", n.state FROM read.incident n
       JOIN read.instance i ON i.instance_key = n.instance_key
      WHERE i.process_id = $1 AND n.incident_key = ANY($2::bigint[])`,
    [process, keys],
  );
  return rows;
}

/** Cases at work and stuck steps, by procedure. */
export async function stuckByProcess(db: Db): Promise<Map<string, { running: number; stuck: number }>> {
  const { rows } = await db.query<{ id: string; running: number; stuck: number }>(
    `SELECT i.process_id AS id, (count(*) FILTER (WHERE ${isOpenOrNone('i.case_id')}))::int AS running, coalesce(sum(n.stuck), 0)::int AS stuck
       FROM read.instance i
       LEFT JOIN (SELECT instance_key, count(*) AS stuck FROM read.incident WHERE state = 'open' GROUP BY 1) n USING (instance_key)
      WHERE i.state = 'active' GROUP BY i.process_id`,
  );
  return new Map(rows.map(({ id, ...figures }) => [id, figures]));
}
