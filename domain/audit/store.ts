import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export interface Act {
  actor: string | null;
  ip: string | null;
  /** Method and route, e.g. `POST /api/tasks/:key/complete`. */
  action: string;
  target: string | null;
  /** HTTP status: refused acts are kept as well as done ones. */
  status: number;
  detail?: Record<string, unknown>;
}

export async function recordAct(db: Db, act: Act): Promise<void> {
  await db.query(
    `INSERT INTO audit (business_at, actor, ip, action, target, status, detail) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
    [now().toISO(), act.actor, act.ip, act.action, act.target, act.status, act.detail ?? {}],
  );
}
