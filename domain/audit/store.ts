import { type Listed, listLong } from '../../db/long-lists.ts';
import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export interface Act {
  actor: string | null;
  ip: string | null;
  /** Method and route, e.g. `POST /api/tasks/:id/complete`. */
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

/** An act as it was kept; instants ISO. */
export interface ActRow extends Required<Act> {
  /** Place in the chain. */
  seq: string;
  /** Wall time. */
  at: string;
  /** Business time: another one where the demonstration's clock was moved. */
  businessAt: string;
  hash: string;
}

export const ENDINGS = ['done', 'refused', 'failed'] as const;

export interface ActFilter {
  /** Days of Asia/Shanghai in wall time, both included. */
  from?: string | undefined;
  to?: string | undefined;
  /** User name. */
  actor?: string | undefined;
  /** done: below 400; refused: 400 to 499; failed: 500 and above. */
  ending?: (typeof ENDINGS)[number] | undefined;
  /** Of a case: acts on it and on its tasks. */
  case?: string | undefined;
  /** In the action, what it was on, or the address. */
  q?: string | undefined;
  limit: number;
  offset: number;
}

const BY_STATUS = { done: 'status < 400', refused: 'status BETWEEN 400 AND 499', failed: 'status >= 500' };

/** Newest first. */
export async function listActs(db: Db, { limit, offset, ...f }: ActFilter): Promise<Listed<ActRow>> {
  const params: unknown[] = [];
  const p = (value: unknown) => `$${params.push(value)}`;
  const all = ['TRUE'];
  if (f.from) all.push(`at >= ${p(f.from)}::date`);
  if (f.to) all.push(`at < ${p(f.to)}::date + 1`);
  if (f.actor) all.push(`actor = ${p(f.actor)}`);
  if (f.ending) all.push(BY_STATUS[f.ending]);
  if (f.case) {
    const id = p(f.case);
    all.push(`(target = ${id} OR detail ->> 'case' = ${id}
      OR target = ANY (ARRAY(SELECT t.task_key::text FROM read.task t WHERE t.case_id = ${id})))`);
  }
  if (f.q) {
    const like = p(`%${f.q.replace(/[\\%_]/g, '\\$&')}%`);
    all.push(`(action ILIKE ${like} OR target ILIKE ${like} OR ip ILIKE ${like})`);
  }
  const from = `FROM audit WHERE ${all.join(' AND ')}`;
  const counting = [...params];
  const count = async () =>
    Number((await db.query<{ n: string }>(`SELECT count(*) AS n ${from}`, counting)).rows[0]?.n);
  const bounds = `LIMIT ${p(limit)} OFFSET ${p(offset)}`;
  const page = async () =>
    (
      await db.query<ActRow>(
        `SELECT seq::text, at, business_at AS "businessAt", actor, ip, action, target, status, detail, hash ${from}
          ORDER BY audit.seq DESC ${bounds}`,
        params,
      )
    ).rows;
  return listLong(
    JSON.stringify(['acts', f]),
    { limit, offset },
    {
      page,
      count,
      async short() {
        const [items, total] = await Promise.all([page(), count()]);
        return { items, total };
      },
    },
  );
}
