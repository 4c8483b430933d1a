import type { Db, Pool } from '../../db/pool.ts';
import { inTransaction } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { rehearsed } from '../rehearsal/names.ts';
import { type Notice, notify } from './notify.ts';

/**
 * Tasks to tell of are read from the engine's records themselves, behind a cursor of our own: nothing is asked of the projection, a
 * record that comes again is none, and a rebuilt read model tells nobody anything. Records of one partition become visible in
 * the order of their positions, user tasks by both exporters, so nothing appears behind the cursor.
 */
const BATCH = 300;
// Of two app processes one looks.
const SWEEP_LOCK = 7_205_100_420;

interface Row {
  position: string;
  key: string;
  intent: string;
  assignee: string | null;
  by: string | null;
  act: string | null;
  name: string | null;
  caseId: string | null;
  title: string | null;
  groups: string[] | null;
  present: string | null;
  state: string | null;
}

/** Nobody's task: its owner does it himself. */
const ofRehearsal = (r: Row): boolean => r.groups?.some((group) => rehearsed(group) !== null) ?? false;

const PARTITIONS = `
WITH RECURSIVE p AS (
  SELECT min(partition_id) AS id FROM engine_record
  UNION ALL SELECT (SELECT min(partition_id) FROM engine_record WHERE partition_id > p.id) FROM p WHERE p.id IS NOT NULL
)
SELECT p.id, coalesce(c.position, -1)::text AS position,
       coalesce((SELECT e.position FROM exporter_progress e WHERE e.exporter = 'full' AND e.partition_id = p.id), -1)::text AS behind
  FROM p LEFT JOIN notification_cursor c ON c.partition_id = p.id WHERE p.id IS NOT NULL`;

const RECORDS = `
SELECT e.position, e.key, e.intent, e.assignee, substring(e.action FROM ';by=([^;]+)') AS by,
       substring(e.action FROM ';act=([0-9]+)') AS act, t.name, t.case_id AS "caseId", c.title,
       t.candidate_groups AS groups, t.assignee AS present, t.state
  FROM (SELECT position, key, intent,
               CASE WHEN intent = 'ASSIGNED' THEN record::jsonb #>> '{value,assignee}' END AS assignee,
               CASE WHEN intent = 'ASSIGNED' THEN record::jsonb #>> '{value,action}' END AS action
          FROM engine_record
         WHERE partition_id = $1 AND position > $2 AND value_type = 'USER_TASK'
           AND intent IN ('CREATED', 'ASSIGNED', 'COMPLETED', 'CANCELED')
         ORDER BY position LIMIT ${BATCH}) e
  LEFT JOIN read.task t ON t.task_key = e.key LEFT JOIN cases c ON c.id = t.case_id
 ORDER BY e.position`;

/**
 * One look at what is new; true when there is more. `waits` says whether a task that is not yet placed in its case shall be waited
 * for: the exporter that knows its case is a second behind.
 */
export async function tellOfTasks(pool: Pool, waits: (taskKey: string) => boolean): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    const lock = await db.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${SWEEP_LOCK}) AS mine`);
    if (!lock.rows[0]?.mine) return false;
    await db.query('SET LOCAL enable_seqscan = off');
    let more = false;
    const partitions = await db.query<{ id: number; position: string; behind: string }>(PARTITIONS);
    for (const { id, position, behind } of partitions.rows) {
      const { rows } = await db.query<Row>(RECORDS, [id, position]);
      const stuck = rows.findIndex(
        (r) => r.intent === 'CREATED' && r.caseId === null && !ofRehearsal(r) && waits(r.key),
      );
      const seen = stuck < 0 ? rows : rows.slice(0, stuck);
      await tell(db, id, seen);
      more ||= rows.length === BATCH && stuck < 0;
      // Where no task lies in between, what has been exported need not be looked through again.
      const past = stuck < 0 && rows.length < BATCH ? [seen.at(-1)?.position, behind] : [seen.at(-1)?.position];
      const next = past.reduce<bigint>((most, p) => (p && BigInt(p) > most ? BigInt(p) : most), BigInt(position));
      if (next === BigInt(position)) continue;
      await db.query(
        `INSERT INTO notification_cursor (partition_id, position) VALUES ($1, $2)
         ON CONFLICT (partition_id) DO UPDATE SET position = excluded.position`,
        [id, next.toString()],
      );
    }
    return more;
  });
}

async function tell(db: Db, partition: number, rows: Row[]): Promise<void> {
  const notices = rows.flatMap((r): Notice[] => {
    if (r.state !== 'open' || ofRehearsal(r)) return [];
    const about = {
      kind: 'task' as const,
      title: `${r.name ?? '任务'}：${r.title ?? r.caseId ?? ''}`,
      caseId: r.caseId,
      taskKey: r.key,
    };
    const where = r.caseId ? `事项编号 ${r.caseId}。` : '';
    if (r.intent === 'CREATED')
      return [
        {
          ...about,
          effectKey: `task:${r.key}:created`,
          text: `新任务“${r.name ?? ''}”已到达，请及时领取办理。${where}`,
          recipients: r.groups ?? [],
        },
      ];
    // Somebody else gave it to him, and he still has it. What was handed on with a word is told with it (tasks/acts.ts).
    if (r.intent === 'ASSIGNED' && r.assignee && r.assignee === r.present && r.by !== r.assignee && !r.act)
      return [
        {
          ...about,
          effectKey: `task:${r.key}:assigned:${partition}-${r.position}`,
          text: `任务“${r.name ?? ''}”已交由您办理。${where}`,
          recipients: [r.assignee],
          persons: [r.assignee],
        },
      ];
    return [];
  });
  await notify(db, ...notices);
  const over = rows.filter((r) => r.intent === 'COMPLETED' || r.intent === 'CANCELED').map((r) => r.key);
  if (over.length > 0) await settle(db, over);
}

/** What is done needs nobody's attention any more. */
async function settle(db: Db, taskKeys: string[]): Promise<void> {
  await db.query(
    `WITH done AS (
       UPDATE notification_recipient r SET read_at = $2 FROM notification n
        WHERE n.task_key = ANY ($1::bigint[]) AND n.kind IN ('task', 'reminder') AND r.notification_id = n.id AND r.read_at IS NULL
       RETURNING r.username)
     SELECT pg_notify('changes', json_build_object('type', 'notification', 'username', username)::text)
       FROM (SELECT DISTINCT username FROM done) d`,
    [taskKeys, now().toISO()],
  );
}
