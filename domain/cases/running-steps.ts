import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../db/pool.ts';

/** How many automatic steps are under way, of these instances or (null) of all; those that are stuck are not. */
export async function runningSteps(db: Db, instanceKeys: string[] | null): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM read.element e
      WHERE ($1::bigint[] IS NULL OR e.instance_key = ANY ($1)) AND e.state IN ('activating', 'active', 'completing')
        AND e.element_type IN ('SERVICE_TASK', 'BUSINESS_RULE_TASK', 'SEND_TASK', 'SCRIPT_TASK')
        AND NOT EXISTS (SELECT 1 FROM read.incident n WHERE n.element_key = e.element_key AND n.state = 'open')`,
    [instanceKeys],
  );
  return rows[0]!.n;
}

const LOOK_AGAIN_MS = 250;

/**
 * Waits until the engine has nothing to do by itself: no automatic step, and between two looks nothing new from the exporter.
 * False where that has not come within so many ms.
 */
export async function untilQuiet(db: Db, ms: number): Promise<boolean> {
  const newest = async (): Promise<string> => {
    const { rows } = await db.query<{ at: string | null }>('SELECT sum(position)::text AS at FROM exporter_progress');
    return rows[0]?.at ?? '';
  };
  const end = Date.now() + ms;
  for (let before = ''; Date.now() < end; await sleep(LOOK_AGAIN_MS)) {
    const at = await newest();
    if (at === before && (await runningSteps(db, null)) === 0) return true;
    before = at;
  }
  return false;
}
