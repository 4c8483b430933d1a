import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { toWire, ZONE } from '../../domain/clock.ts';

/** One entry of what happened to a case, of whichever program. */
export interface Entry {
  /** ISO 8601, +08:00; '' where a line has no time of its own. */
  at: string;
  from: 'app' | 'engine' | 'step';
  /** The line as it stands in its log; of a step: element, state, key, and what stopped it. */
  text: string;
}

/** The engine's keys of a case. Engine log lines name those and nothing else of it. */
export interface KeysOfCase {
  caseId: string;
  keys: Set<string>;
}

/** Keys of the instances of the case (also called ones), their elements, tasks, timers and incidents. */
export async function keysOfCase(db: Db, caseId: string): Promise<KeysOfCase> {
  const { rows } = await db.query<{ key: string }>(
    `WITH i AS (SELECT instance_key FROM read.instance WHERE case_id = $1)
     SELECT instance_key::text AS key FROM i
     UNION SELECT element_key::text FROM read.element JOIN i USING (instance_key)
     UNION SELECT task_key::text FROM read.task JOIN i USING (instance_key)
     UNION SELECT t.timer_key::text FROM read.timer t JOIN read.element e USING (element_key) JOIN i ON i.instance_key = e.instance_key
     UNION SELECT unnest(ARRAY[incident_key, job_key])::text FROM read.incident JOIN i USING (instance_key)`,
    [caseId],
  );
  return { caseId, keys: new Set(rows.map(({ key }) => key).filter(Boolean)) };
}

/** Numbers that may be keys of the engine, each once: its other numbers (ports, positions, milliseconds) are shorter, or found to be nothing's key. */
export const keysIn = (text: string): string[] => [...new Set(text.match(/(?<!\d)\d{10,19}(?!\d)/g) ?? [])];

/** Of whose case a key is, and of what: instance, element, task, timer, incident or the job that an incident stopped. */
export async function casesOfKeys(
  db: Db,
  keys: string[],
): Promise<{ key: string; caseId: string | null; what: string }[]> {
  // 19 digits may be more than a bigint holds.
  const wanted = keys.filter((key) => BigInt(key) <= 2n ** 63n - 1n);
  const { rows } = await db.query<{ key: string; caseId: string | null; what: string }>(
    `WITH k AS (SELECT unnest($1::bigint[]) AS key),
     f AS (
       SELECT k.key, i.instance_key, 'instance' AS what FROM k JOIN read.instance i ON i.instance_key = k.key
       UNION ALL SELECT k.key, e.instance_key, e.element_id FROM k JOIN read.element e ON e.element_key = k.key
       UNION ALL SELECT k.key, t.instance_key, t.element_id || ', task' FROM k JOIN read.task t ON t.task_key = k.key
       UNION ALL SELECT k.key, e.instance_key, e.element_id || ', timer'
         FROM k JOIN read.timer t ON t.timer_key = k.key JOIN read.element e USING (element_key)
       UNION ALL SELECT k.key, n.instance_key, n.element_id || CASE WHEN n.job_key = k.key THEN ', job' ELSE ', incident' END
         FROM k JOIN read.incident n ON k.key IN (n.incident_key, n.job_key))
     SELECT DISTINCT ON (f.key) f.key::text AS key, i.case_id AS "caseId",
            concat_ws(' ', i.process_id, f.what, 'of instance ' || f.instance_key) AS what
       FROM f LEFT JOIN read.instance i ON i.instance_key = f.instance_key ORDER BY f.key, length(f.what) DESC`,
    [wanted],
  );
  return rows;
}

/** What the engine's records say: when each step began and ended, and what stopped it. Times are the engine's. */
export async function stepsOfCase(db: Db, caseId: string): Promise<Entry[]> {
  const { rows } = await db.query<{ at: string; text: string }>(
    `WITH i AS (SELECT instance_key, process_id FROM read.instance WHERE case_id = $1),
          e AS (SELECT e.*, i.process_id FROM read.element e JOIN i USING (instance_key))
     SELECT started_at AS at, element_key AS key, 0 AS part,
            format('%s %s begun, element %s, instance %s', process_id, element_id, element_key, instance_key) AS text FROM e
     UNION ALL
     SELECT ended_at, element_key, 3, format('%s %s %s, element %s, instance %s', process_id, element_id, state, element_key, instance_key)
       FROM e WHERE ended_at IS NOT NULL
     UNION ALL
     SELECT created_at, element_key, 1, format('%s %s stopped (%s), job %s, incident %s', process_id, element_id, error_type, COALESCE(job_key::text, '-'), incident_key)
       FROM read.incident JOIN i USING (instance_key)
     UNION ALL
     SELECT resolved_at, element_key, 2, format('%s %s goes on, incident %s', process_id, element_id, incident_key)
       FROM read.incident JOIN i USING (instance_key) WHERE resolved_at IS NOT NULL
     ORDER BY at, key, part`,
    [caseId],
  );
  return rows.map(({ at, text }) => ({ at: toWire(at) ?? '', from: 'step', text }));
}

/**
 * The lines of app and engine that are about the case, of logs in any order and mixture. Lines of the app (JSON of pino) name it as `case`, and
 * the `job` or `request` in which that was found out, whose other lines are its too. Entries of the engine (text with a time in front and what
 * follows until the next one, or JSON of its appender Stackdriver) are its when they hold one of its keys.
 */
export function linesOfCase({ caseId, keys }: KeysOfCase, logs: string[]): Entry[] {
  const entries = logs.flatMap(entriesOf);
  const app = entries.flatMap((entry) => (entry.from === 'app' ? [{ entry, line: fields(entry.text) }] : []));
  const own = app.filter(({ line }) => line?.case === caseId);
  const marks = new Set(
    own.flatMap(({ line }) => [line?.job, line?.request]).filter((mark) => typeof mark === 'string'),
  );
  const known = new Set([...keys, ...own.flatMap(({ line }) => (typeof line?.job === 'string' ? [line.job] : []))]);
  const isOwn = ({ from, text }: Entry): boolean => {
    if (from === 'engine') return (text.match(/\d{10,19}/g) ?? []).some((number) => known.has(number));
    const line = fields(text);
    return (
      line?.case === caseId ||
      (line?.case === undefined && [line?.job, line?.request].some((mark) => marks.has(mark as string)))
    );
  };
  return entries.filter(isOwn);
}

/** By time; what has none stays behind what it followed. */
export function inOrder(entries: Entry[]): Entry[] {
  return entries
    .map((entry) => ({ entry, ms: DateTime.fromISO(entry.at).toMillis() }))
    .sort((a, b) => a.ms - b.ms)
    .map(({ entry }) => entry);
}

const ENGINE_TIME = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}) /;

function entriesOf(log: string): Entry[] {
  const entries: Entry[] = [];
  let engine: Entry | undefined;
  for (const line of log.split('\n')) {
    const [, time] = ENGINE_TIME.exec(line) ?? [];
    const json = line.startsWith('{') ? fields(line) : undefined;
    if (time) {
      engine = { at: wire(DateTime.fromSQL(time, { zone: ZONE })), from: 'engine', text: line };
      entries.push(engine);
    } else if (json) {
      engine = undefined;
      entries.push(entryOf(json, line));
    } else if (engine && line !== '') engine.text += `\n${line}`;
  }
  return entries;
}

function entryOf(json: Record<string, unknown>, text: string): Entry {
  // The engine's appender writes seconds and nanoseconds apart.
  if (typeof json.timestampSeconds === 'number') {
    const ms = json.timestampSeconds * 1000 + Math.floor(Number(json.timestampNanos ?? 0) / 1e6);
    return { at: wire(DateTime.fromMillis(ms, { zone: ZONE })), from: 'engine', text };
  }
  const at = typeof json.time === 'number' ? wire(DateTime.fromMillis(json.time, { zone: ZONE })) : '';
  return { at, from: 'app', text };
}

const wire = (at: DateTime): string => (at.isValid ? (toWire(at) ?? '') : '');

function fields(line: string): Record<string, unknown> | undefined {
  try {
    const json = JSON.parse(line) as unknown;
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    // Cut off, or of another program.
    return undefined;
  }
}
