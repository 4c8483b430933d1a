import { performance } from 'node:perf_hooks';
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

/** Waits, at most so many ms, until the engine has nothing to do by itself: no automatic step, and between two looks nothing new from the exporter. */
export async function untilQuiet(db: Db, ms: number): Promise<void> {
  const newest = async (): Promise<string | null> => {
    const { rows } = await db.query<{ at: string | null }>(
      `SELECT sum((SELECT max(position) FROM engine_record WHERE partition_id = n))::text AS at
         FROM generate_series(1, (SELECT max(partition_id) FROM engine_record)) n`,
    );
    return rows[0]!.at;
  };
  const end = performance.now() + ms;
  for (let before = await newest(); performance.now() < end;) {
    await sleep(LOOK_AGAIN_MS);
    const at = await newest();
    if (at === before && (await runningSteps(db, null)) === 0) return;
    before = at;
  }
}
