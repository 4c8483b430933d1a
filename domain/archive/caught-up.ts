import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../db/pool.ts';

const POLL_MS = 100;

/**
 * Waits until the read model knows this element instance, and with it everything that came before it: a case file is
 * not sealed with the last steps missing. An ordinary error when it takes too long: the job is tried again.
 */
export async function untilCaughtUp(db: Db, elementInstanceKey: string, withinMs = 20_000): Promise<void> {
  for (let waited = 0; ; waited += POLL_MS) {
    const { rows } = await db.query('SELECT 1 FROM read.element WHERE element_key = $1', [elementInstanceKey]);
    if (rows[0]) return;
    if (waited >= withinMs) throw new Error('办理记录尚未全部进入查询库，稍后自动重试封存');
    await sleep(POLL_MS);
  }
}
