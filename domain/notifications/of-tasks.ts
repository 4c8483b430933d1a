import type { Db, Pool } from '../../db/pool.ts';
import { inTransaction } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { rehearsed } from '../rehearsal/names.ts';
import { type Notice, notify } from './notify.ts';

/**
 * Tasks to tell of are read from the engine's records themselves, behind a cursor of our own: nothing is asked of the projection, a
 * record that comes again is none, and a rebuilt read model tells nobody anything. The quick exporter's records are told of at once; those
 * of them that an app took with it when it died, or that another app wrote later, appear behind the cursor. So whatever the exporter has
 * brought that misses nothing is looked through once more.
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
SELECT p.id, coalesce(c.position, -1)::text AS position, coalesce(c.settled, -1)::text AS settled,
       coalesce((SELECT e.position FROM exporter_progress e WHERE e.exporter = 'full' AND e.partition_id = p.id), -1)::text AS behind
  FROM p LEFT JOIN notification_cursor c ON c.partition_id = p.id WHERE p.id IS NOT NULL`;

const records = (which: string) => `
SELECT e.position, e.key, e.intent, e.assignee, substring(e.action FROM ';by=([^;]+)') AS by,
       substring(e.action FROM ';act=([0-9]+)') AS act, t.name, t.case_id AS "caseId", c.title,
       t.candidate_groups AS groups, t.assignee AS present, t.state
  FROM (SELECT position, key, intent,
               CASE WHEN intent = 'ASSIGNED' THEN record::jsonb #>> '{value,assignee}' END AS assignee,
               CASE WHEN intent = 'ASSIGNED' THEN record::jsonb #>> '{value,action}' END AS action
          FROM engine_record
         WHERE partition_id = $1 AND position > $2 AND value_type = 'USER_TASK' ${which}
         ORDER BY position LIMIT ${BATCH}) e
  LEFT JOIN read.task t ON t.task_key = e.key LEFT JOIN cases c ON c.id = t.case_id
 ORDER BY e.position`;

const RECORDS = records(`AND intent IN ('CREATED', 'ASSIGNED', 'COMPLETED', 'CANCELED')`);

// Of assignments only the last one counts: those before it were told of when they were the last, or need not be told any more.
const MISSED = records(`AND position <= $3 AND (
             intent = 'CREATED' AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.effect_key = 'task:' || engine_record.key || ':created')
          OR intent = 'ASSIGNED' AND NOT EXISTS (
               SELECT 1 FROM engine_record l WHERE l.key = engine_record.key AND l.value_type = 'USER_TASK' AND l.intent = 'ASSIGNED'
                  AND l.position > engine_record.position)
          OR intent IN ('COMPLETED', 'CANCELED'))`);

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
    const partitions = await db.query<{ id: number; position: string; settled: string; behind: string }>(PARTITIONS);
    for (const { id, position, settled, behind } of partitions.rows) {
      more = (await tellMissed(db, id, settled, BigInt(behind) < BigInt(position) ? behind : position)) || more;
      const { rows } = await db.query<Row>(RECORDS, [id, position]);
      // Asked of all at once: many without a case, each waited for after the one before, would keep everybody else's messages for minutes.
      const stuck = rows
        .map((r) => r.intent === 'CREATED' && r.caseId === null && !ofRehearsal(r) && waits(r.key))
        .indexOf(true);
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

/** What has come between these positions after the cursor had passed; true when there is more. */
async function tellMissed(db: Db, partition: number, after: string, upTo: string): Promise<boolean> {
  if (BigInt(upTo) <= BigInt(after)) return false;
  const { rows } = await db.query<Row>(MISSED, [partition, after, upTo]);
  await tell(db, partition, rows);
  const full = rows.length === BATCH;
  await db.query('UPDATE notification_cursor SET settled = $2 WHERE partition_id = $1', [
    partition,
    full ? rows.at(-1)?.position : upTo,
  ]);
  return full;
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
