import type { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { isOpenOrNone } from '../restricted/store.ts';
import { notRehearsed } from '../rehearsal/names.ts';

/** How many are late, and since when in business time the oldest of them is. */
export interface Late {
  count: number;
  oldest: string | null;
}

/** When the clock was last moved by hand (wall time, epoch ms); what became due by that is late from then on only. */
export async function clockMovedAt(db: Db): Promise<number> {
  const { rows } = await db.query<{ ms: string | null }>(
    `SELECT value #>> '{}' AS ms FROM setting WHERE key = 'clock-moved'`,
  );
  return Number(rows[0]?.ms ?? 0);
}

/** Timers that the engine should have fired: whose date has passed, and which were there by then. */
export async function lateTimers(db: Db, before: DateTime): Promise<Late> {
  const { rows } = await db.query<Late>(
    `SELECT count(*)::int AS count, min(due_at) AS oldest FROM read.timer WHERE state = 'waiting' AND due_at < $1
        AND coalesce(created_at, due_at) < $1`,
    [before.toISO()],
  );
  return rows[0]!;
}

/** What is watched says nothing of restricted cases but that something is wrong. */
export interface LateLimit {
  id: string | null;
  caseId: string | null;
  name: string;
  rung: string;
  at: string;
}

// From the dates of the limit, not from what its watch says it waits for; the steps of the ladder only the watch knows. Watches that
// have just been entered or moved (wall time) are on their way: said so that no index finds all that have not, which are nearly all.
const waiting = (rung: string, at: string, unraised: string): string =>
  `SELECT r.deadline_id AS id, r.round, ${rung} AS rung, ${at} AS at FROM deadline_round r
    WHERE r.ended_at IS NULL AND r.suspended_at IS NULL AND r.latest AND ${at} < $1 AND ${unraised}
      AND r.touched_wall + make_interval(secs => $2::float8) < now()`;
const LATE_RUNGS = `(
  ${waiting(`'red'`, 'r.due_at', 'NOT r.red_raised')}
  UNION ALL ${waiting(`'yellow'`, 'r.warn_at', 'NOT r.yellow_raised')}
  UNION ALL ${waiting(
    'r.next_rung',
    'r.next_at',
    `NOT EXISTS (SELECT 1 FROM deadline_rung g WHERE g.deadline_id = r.deadline_id AND g.round = r.round AND g.rung = r.next_rung
                    AND g.revoked_at IS NULL)`,
  )})`;

/** Limits whose rung has come but was not raised. */
export async function lateRungs(db: Db, before: DateTime, touchedBeforeSeconds: number): Promise<Late> {
  const { rows } = await db.query<Late>(
    `SELECT count(DISTINCT id)::int AS count, min(at) AS oldest FROM ${LATE_RUNGS} due`,
    [before.toISO(), touchedBeforeSeconds],
  );
  return rows[0]!;
}

export async function listLateLimits(db: Db, before: DateTime, touchedBeforeSeconds: number): Promise<LateLimit[]> {
  const { rows } = await db.query<LateLimit>(
    `SELECT CASE WHEN l.open THEN l.id END AS id, CASE WHEN l.open THEN l.case_id END AS "caseId",
            CASE WHEN l.open THEN l.name ELSE '（受限事项）' END AS name, l.rung, l.at
       FROM (SELECT DISTINCT ON (due.id) due.*, r.case_id, r.name, ${isOpenOrNone('r.case_id')} AS open
               FROM ${LATE_RUNGS} due JOIN deadline_round r ON r.deadline_id = due.id AND r.round = due.round
              ORDER BY due.id, due.at LIMIT 20) l ORDER BY l.id, l.at`,
    [before.toISO(), touchedBeforeSeconds],
  );
  return rows;
}

/** Watches that have not taken up the last change of their limit for so many seconds of wall time. */
export async function countUnarmed(db: Db, seconds: number): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM deadline_round
      WHERE ended_at IS NULL AND armed < revision AND touched_wall < now() - make_interval(secs => $1::float8)`,
    [seconds],
  );
  return rows[0]!.n;
}

export interface OpenIncident {
  key: string;
  caseId: string | null;
  process: string;
  element: string;
  message: string;
  createdAt: string;
}

// What is stuck in a rehearsal is its owner's affair.
const OPEN = `i.state = 'open' AND ${notRehearsed(`coalesce(p.process_id, '')`)}`;

export async function listIncidents(db: Db): Promise<{ items: OpenIncident[]; total: number }> {
  const [page, count] = await Promise.all([
    db.query<OpenIncident>(
      `SELECT i.incident_key AS key, CASE WHEN ${isOpenOrNone('p.case_id')} THEN p.case_id END AS "caseId", p.process_id AS process,
              i.element_id AS element, CASE WHEN ${isOpenOrNone('p.case_id')} THEN i.message ELSE '（受限事项，内容不显示）' END AS message,
              i.created_at AS "createdAt"
         FROM read.incident i LEFT JOIN read.instance p USING (instance_key)
        WHERE ${OPEN} ORDER BY i.created_at DESC LIMIT 50`,
    ),
    db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM read.incident i LEFT JOIN read.instance p USING (instance_key) WHERE ${OPEN}`,
    ),
  ]);
  return { items: page.rows, total: count.rows[0]!.n };
}
