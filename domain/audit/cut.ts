import { inTransaction, type Pool } from '../../db/pool.ts';
import { recordAct } from './store.ts';
import { CUT_ACTION } from './verify.ts';

/** The law wants network logs kept for six months (网络安全法 第二十一条（三）). */
export const LEAST_DAYS = 180;

/**
 * Takes out the acts that are older than so many days of wall time, up to the first that is not, and records that it did. Answers how many.
 * Whoever verifies the chain afterwards begins behind them.
 */
export async function cutAudit(pool: Pool, days: number): Promise<number> {
  if (days < LEAST_DAYS) throw new RangeError(`acts are kept for ${LEAST_DAYS} days at least`);
  return inTransaction(pool, async (db) => {
    // Acts wait for each other here; of two apps one cuts.
    await db.query('SELECT 1 FROM audit_head FOR UPDATE');
    const { rows } = await db.query<{ before: string; seq: string; hash: string; acts: string }>(
      `WITH day AS (SELECT current_date - $1::int AS before),
            keep AS (SELECT min(seq) AS first FROM audit, day WHERE at >= day.before)
       SELECT day.before, a.seq::text, a.hash, (SELECT count(*) FROM audit WHERE seq <= a.seq) AS acts
         FROM audit a, keep, day WHERE keep.first IS NULL OR a.seq < keep.first ORDER BY a.seq DESC LIMIT 1`,
      [days],
    );
    const [last] = rows;
    if (!last) return 0;
    const { before } = last;
    await db.query(`SELECT set_config('lixia.cut', 'audit', true)`);
    await db.query('DELETE FROM audit WHERE seq <= $1', [last.seq]);
    await db.query(`SELECT set_config('lixia.cut', '', true)`);
    await db.query('INSERT INTO audit_cut (seq, hash, before, acts) VALUES ($1,$2,$3,$4)', [
      last.seq,
      last.hash,
      before,
      last.acts,
    ]);
    await recordAct(db, {
      actor: null,
      ip: null,
      action: CUT_ACTION,
      target: last.seq,
      status: 200,
      detail: { before, acts: Number(last.acts) },
    });
    return Number(last.acts);
  });
}
