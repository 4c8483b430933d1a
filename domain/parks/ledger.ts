import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { Money } from '../money.ts';

/** Amounts are yuan as decimal text; all arithmetic is PostgreSQL's numeric. */

export const GROUNDS = {
  'fraud-application': '申报中弄虚作假',
  'fraud-evaluation': '评价中弄虚作假',
  breach: '违反协议约定',
} as const;
export type Ground = keyof typeof GROUNDS;

export interface Payment {
  id: string;
  paidOn: string;
  amount: Money;
  purpose: string;
  document: string;
  enteredBy: string;
  cancelledAt: string | null;
  cancelReason: string | null;
}

export async function paymentsOf(db: Db, parkId: string): Promise<Payment[]> {
  const { rows } = await db.query<Payment>(
    `SELECT id::text AS id, paid_on AS "paidOn", trim_scale(amount)::text AS amount, purpose, document, entered_by AS "enteredBy",
            cancelled_at AS "cancelledAt", cancel_reason AS "cancelReason"
       FROM park_payment WHERE park_id = $1 ORDER BY paid_on, id`,
    [parkId],
  );
  return rows;
}

/** null: the same document with the same amount is entered already. */
export async function enterPayment(
  db: Db,
  parkId: string,
  p: { paidOn: string; amount: Money; purpose: string; document: string; by: string },
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO park_payment (park_id, paid_on, amount, purpose, document, entered_by, entered_at) VALUES ($1,$2,$3,$4,$5,$6,$7)
     ON CONFLICT DO NOTHING RETURNING id::text AS id`,
    [parkId, p.paidOn, p.amount, p.purpose, p.document, p.by, now().toISO()],
  );
  return rows[0]?.id ?? null;
}

/** Takes an entry out of the sums; it stays visible. false: not there, cancelled before, or already claimed back. In a transaction. */
export async function cancelPayment(
  db: Db,
  parkId: string,
  id: string,
  by: { actor: string; reason: string },
): Promise<boolean> {
  await lockPark(db, parkId);
  const { rowCount } = await db.query(
    `UPDATE park_payment p SET cancelled_by = $3, cancelled_at = $4, cancel_reason = $5
      WHERE p.park_id = $1 AND p.id = $2 AND p.cancelled_at IS NULL AND p.amount <= ${OPEN_TO_CLAIM}`,
    [parkId, id, by.actor, now().toISO(), by.reason],
  );
  return rowCount === 1;
}

/** Paid and not yet claimed back. */
const OPEN_TO_CLAIM = `(SELECT coalesce((SELECT sum(amount) FROM park_payment WHERE park_id = $1 AND cancelled_at IS NULL), 0)
    - coalesce((SELECT sum(amount) FROM park_clawback WHERE park_id = $1), 0))`;

const lockPark = (db: Db, parkId: string) => db.query('SELECT 1 FROM park WHERE id = $1 FOR UPDATE', [parkId]);

export interface MoneySums {
  paid: Money;
  /** Claimed back so far. */
  claimed: Money;
  received: Money;
  /** Still to come. */
  outstanding: Money;
}

export async function moneyOf(db: Db, parkId: string): Promise<MoneySums> {
  const { rows } = await db.query<MoneySums>(
    `SELECT trim_scale(paid)::text AS paid, trim_scale(claimed)::text AS claimed, trim_scale(received)::text AS received,
            trim_scale(claimed - received)::text AS outstanding
       FROM (SELECT coalesce((SELECT sum(amount) FROM park_payment WHERE park_id = $1 AND cancelled_at IS NULL), 0) AS paid,
                    coalesce((SELECT sum(amount) FROM park_clawback WHERE park_id = $1), 0) AS claimed,
                    coalesce((SELECT sum(r.amount) FROM park_clawback_receipt r JOIN park_clawback c ON c.id = r.clawback_id
                               WHERE c.park_id = $1), 0) AS received) s`,
    [parkId],
  );
  return rows[0] as MoneySums;
}

/** Where the clawback of a case stands; `refusal` says why the last entry was not taken. */
export interface ClawbackState {
  amount: Money;
  received: Money;
  outstanding: Money;
  dueOn: string | null;
  settled: boolean;
  refusal: string | null;
}
const NOTHING: ClawbackState = {
  ...{ amount: '0', received: '0', outstanding: '0' },
  ...{ dueOn: null, settled: true, refusal: null },
};

/** Enters what is due back, once a case: all that is open, or an amount that may not be more. In a transaction. */
export async function decideClawback(
  db: Db,
  c: {
    parkId: string;
    caseId: string;
    ground: Ground;
    /** null: everything. */
    amount: Money | null;
    dueOn: string;
    reason: string;
    by: string | null;
  },
): Promise<ClawbackState> {
  await lockPark(db, c.parkId);
  const known = await clawbackState(db, c.caseId);
  if (known) return known;
  const { rows } = await db.query<{ open: Money; more: boolean; nothing: boolean }>(
    `SELECT trim_scale(o)::text AS open, coalesce($2::numeric > o, false) AS more, coalesce($2::numeric, o) <= 0 AS nothing
       FROM ${OPEN_TO_CLAIM} AS s(o)`,
    [c.parkId, c.amount],
  );
  const found = rows[0];
  if (!found || found.more)
    return { ...NOTHING, refusal: `追缴数额不能超过已兑现而尚未追缴的${found?.open ?? '0'}元，请重新填写。` };
  if (found.nothing) return NOTHING;
  await db.query(
    `INSERT INTO park_clawback (park_id, case_id, ground, amount, due_on, reason, decided_by, decided_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
    [c.parkId, c.caseId, c.ground, c.amount ?? found.open, c.dueOn, c.reason, c.by, now().toISO()],
  );
  return (await clawbackState(db, c.caseId)) ?? NOTHING;
}

/** Enters what has come in, once an effect; more than is outstanding is not taken. In a transaction. */
export async function receiveClawback(
  db: Db,
  r: { caseId: string; amount: Money | null; on: string; by: string | null; effectKey: string },
): Promise<ClawbackState> {
  const locked = await db.query<{ id: string }>('SELECT id FROM park_clawback WHERE case_id = $1 FOR UPDATE', [
    r.caseId,
  ]);
  const before = await clawbackState(db, r.caseId);
  if (!before || !locked.rows[0]) return NOTHING;
  const seen = await db.query('SELECT 1 FROM park_clawback_receipt WHERE effect_key = $1', [r.effectKey]);
  if (seen.rows.length || before.settled) return before;
  const { rows } = await db.query<{ more: boolean; none: boolean }>(
    'SELECT coalesce($1::numeric > $2::numeric, false) AS more, coalesce($1::numeric <= 0, false) AS none',
    [r.amount, before.outstanding],
  );
  if (rows[0]?.none) return { ...before, refusal: '收到数额应大于0，请重新填写。' };
  if (rows[0]?.more) return { ...before, refusal: `收到数额不能超过尚欠的${before.outstanding}元，请重新填写。` };
  await db.query(
    `INSERT INTO park_clawback_receipt (clawback_id, received_on, amount, entered_by, entered_at, effect_key) VALUES ($1,$2,$3,$4,$5,$6)`,
    [locked.rows[0].id, r.on, r.amount ?? before.outstanding, r.by, now().toISO(), r.effectKey],
  );
  return (await clawbackState(db, r.caseId)) ?? NOTHING;
}

async function clawbackState(db: Db, caseId: string): Promise<ClawbackState | null> {
  const { rows } = await db.query<ClawbackState>(
    `SELECT trim_scale(c.amount)::text AS amount, trim_scale(r.sum)::text AS received, trim_scale(c.amount - r.sum)::text AS outstanding,
            c.due_on AS "dueOn", c.amount = r.sum AS settled, NULL AS refusal
       FROM park_clawback c,
            LATERAL (SELECT coalesce(sum(amount), 0) AS sum FROM park_clawback_receipt WHERE clawback_id = c.id) r
      WHERE c.case_id = $1`,
    [caseId],
  );
  return rows[0] ?? null;
}

export interface Clawback {
  caseId: string;
  ground: Ground;
  amount: Money;
  dueOn: string;
  reason: string;
  received: Money;
  outstanding: Money;
  /** Something is outstanding although its day has passed. */
  late: boolean;
  receipts: { on: string; amount: Money }[];
}

export async function clawbacksOf(db: Db, parkId: string): Promise<Clawback[]> {
  const { rows } = await db.query<Clawback>(
    `SELECT c.case_id AS "caseId", c.ground, trim_scale(c.amount)::text AS amount, c.due_on AS "dueOn", c.reason,
            trim_scale(r.sum)::text AS received, trim_scale(c.amount - r.sum)::text AS outstanding,
            c.amount > r.sum AND c.due_on < $2::date AS late, r.receipts
       FROM park_clawback c,
            LATERAL (SELECT coalesce(sum(amount), 0) AS sum,
                            coalesce(json_agg(json_build_object('on', received_on, 'amount', trim_scale(amount)::text) ORDER BY id), '[]') AS receipts
                       FROM park_clawback_receipt WHERE clawback_id = c.id) r
      WHERE c.park_id = $1 ORDER BY c.id`,
    [parkId, now().toISODate()],
  );
  return rows;
}
