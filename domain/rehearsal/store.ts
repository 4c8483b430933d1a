import type { Db } from '../../db/pool.ts';
import { runningSteps } from '../cases/running-steps.ts';
import type { ModelFile } from '../models/package.ts';

export interface Rehearsal {
  id: string;
  process: string;
  ref: string;
  xml: string;
  files: ModelFile[];
  owner: string;
  caseId: string | null;
  clock: string;
  target: string | null;
  /** Drafted decisions by what they are called in the engine. */
  decisions: Record<string, string>;
  messages: string[];
  byHand: Record<string, string>;
  /** Keys of what was deployed for it. */
  deployed: string[];
  notes: { at: string; text: string }[];
  startedWall: string;
}

const COLUMNS = `id, process, ref, xml, files, owner, case_id AS "caseId", clock, target, decisions, messages, by_hand AS "byHand",
  deployed, notes, started_wall AS "startedWall"`;

export async function insertRehearsal(
  db: Db,
  r: Pick<
    Rehearsal,
    'id' | 'process' | 'ref' | 'xml' | 'files' | 'owner' | 'clock' | 'decisions' | 'messages' | 'byHand'
  >,
  madeFor: string,
): Promise<void> {
  await db.query(
    `INSERT INTO rehearsal (id, process, ref, xml, files, owner, clock, decisions, messages, by_hand, made_for)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
    [
      r.id,
      r.process,
      r.ref,
      r.xml,
      JSON.stringify(r.files),
      r.owner,
      r.clock,
      r.decisions,
      JSON.stringify(r.messages),
      r.byHand,
      madeFor,
    ],
  );
}

export async function findRehearsal(db: Db, id: string): Promise<Rehearsal | null> {
  if (!/^[0-9a-f]{12}$/.test(id)) return null;
  const { rows } = await db.query<Rehearsal>(`SELECT ${COLUMNS} FROM rehearsal WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

export async function listRehearsals(
  db: Db,
  process: string,
): Promise<Pick<Rehearsal, 'id' | 'ref' | 'owner' | 'clock' | 'startedWall'>[]> {
  const { rows } = await db.query<Rehearsal>(
    `SELECT ${COLUMNS} FROM rehearsal WHERE process = $1 ORDER BY started_wall DESC LIMIT 50`,
    [process],
  );
  return rows;
}

/** Those that somebody has looked at lately: what follows by itself is kept up for them. */
export async function watchedRehearsals(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM rehearsal WHERE case_id IS NOT NULL
        AND (target IS NOT NULL OR touched_wall > now() - interval '30 seconds')`,
  );
  return rows.map(({ id }) => id);
}

/** Left alone for a day, never begun, or made for other tables. */
export async function staleRehearsals(db: Db, madeFor: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM rehearsal WHERE touched_wall < now() - interval '1 day' OR made_for <> $1
         OR case_id IS NULL AND started_wall < now() - interval '5 minutes'`,
    [madeFor],
  );
  return rows.map(({ id }) => id);
}

export const touch = (db: Db, id: string) =>
  db.query(`UPDATE rehearsal SET touched_wall = now() WHERE id = $1 AND touched_wall < now() - interval '5 seconds'`, [
    id,
  ]);

export async function addNote(db: Db, id: string, at: string | null, text: string): Promise<void> {
  await db.query(`UPDATE rehearsal SET notes = notes || $2::jsonb WHERE id = $1 AND jsonb_array_length(notes) < 500`, [
    id,
    JSON.stringify([{ at, text }]),
  ]);
}

export interface Wait {
  elementKey: string;
  instanceKey: string;
  processId: string;
  elementId: string;
  message: string;
  correlationKey: string;
}

/** What its instances wait for. */
export async function waitsOf(db: Db, id: string): Promise<Wait[]> {
  const { rows } = await db.query<Wait>(
    `SELECT w.element_key AS "elementKey", w.instance_key AS "instanceKey", w.process_id AS "processId", w.element_id AS "elementId",
            w.message, w.correlation_key AS "correlationKey"
       FROM read.rehearsal_wait w JOIN read.instance i ON i.instance_key = w.instance_key AND i.state = 'active'
      WHERE w.waiting AND w.process_id LIKE 'rehearsal\\_' || $1 || '\\_%' ORDER BY w.position`,
    [id],
  );
  return rows;
}

export interface RehearsedInstance {
  instanceKey: string;
  processId: string;
  state: string;
  parent: string | null;
}

export async function instancesOf(db: Db, id: string): Promise<RehearsedInstance[]> {
  const { rows } = await db.query<RehearsedInstance>(
    `SELECT instance_key AS "instanceKey", process_id AS "processId", state, parent_instance_key AS parent FROM read.instance
      WHERE process_id LIKE 'rehearsal\\_%' AND process_id LIKE 'rehearsal\\_' || $1 || '\\_%' ORDER BY instance_key`,
    [id],
  );
  return rows;
}

export interface Stuck {
  key: string;
  jobKey: string | null;
  elementId: string;
  errorType: string;
  message: string;
}

/** Automatic steps under way, and steps that are stuck. */
export async function stepsOf(db: Db, instanceKeys: string[]): Promise<{ running: number; stuck: Stuck[] }> {
  // First: a step that gets stuck between the two looks is then in one of them.
  const running = await runningSteps(db, instanceKeys);
  const stuck = await db.query<Stuck>(
    `SELECT incident_key AS key, job_key AS "jobKey", element_id AS "elementId", error_type AS "errorType", message FROM read.incident
      WHERE instance_key = ANY ($1::bigint[]) AND state = 'open' ORDER BY incident_key`,
    [instanceKeys],
  );
  return { running, stuck: stuck.rows };
}

/** Takes it out of the read model; what the engine still tells of it afterwards is taken out by the next sweep. */
export async function forget(db: Db, ids: string[] | null): Promise<void> {
  const { rows } = await db.query<{ key: string }>(
    `SELECT instance_key AS key FROM read.instance WHERE process_id LIKE 'rehearsal\\_%'
        AND ($1::text[] IS NULL AND NOT EXISTS (SELECT 1 FROM rehearsal r WHERE process_id LIKE 'rehearsal\\_' || r.id || '\\_%')
          OR substring(process_id from 11 for 12) = ANY ($1))`,
    [ids],
  );
  if (rows.length === 0) return;
  const keys = rows.map(({ key }) => key);
  for (const table of [
    'rehearsal_wait',
    'task',
    'variable',
    'incident',
    'flow',
    'element',
    'decision_evaluation',
    'instance',
  ])
    await db.query(`DELETE FROM read.${table} WHERE instance_key = ANY ($1::bigint[])`, [keys]);
}
