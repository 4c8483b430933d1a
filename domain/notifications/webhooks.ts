import { randomBytes } from 'node:crypto';
import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { Kind } from './kinds.ts';

export interface WebhookInput {
  name: string;
  url: string;
  /** Empty: all. */
  kinds: Kind[];
  units: string[];
  processes: string[];
  active: boolean;
  /** May also ask and answer for its one unit (domain/exchange). */
  exchanges: boolean;
}

export interface Webhook extends WebhookInput {
  id: string;
  createdBy: string;
  createdAt: string;
  pending: number;
  dead: number;
}

const COLUMNS = `h.id, h.name, h.url, h.kinds, h.units, h.processes, h.active, h.exchanges, h.created_by AS "createdBy", h.created_at AS "createdAt",
  (SELECT count(*)::int FROM delivery d WHERE d.webhook_id = h.id AND d.state = 'pending') AS pending,
  (SELECT count(*)::int FROM delivery d WHERE d.webhook_id = h.id AND d.state = 'dead') AS dead`;

export async function listWebhooks(db: Db): Promise<Webhook[]> {
  const { rows } = await db.query<Webhook>(`SELECT ${COLUMNS} FROM webhook h ORDER BY h.id DESC`);
  return rows;
}

export async function findWebhook(db: Db, id: string): Promise<Webhook | null> {
  const { rows } = await db.query<Webhook>(`SELECT ${COLUMNS} FROM webhook h WHERE h.id = $1`, [id]);
  return rows[0] ?? null;
}

export interface ExchangeSystem {
  id: string;
  name: string;
  unit: string;
  secret: string;
}

/** An outside system that may ask and answer for its unit, while it is turned on. */
export async function findExchangeSystem(db: Db, id: string): Promise<ExchangeSystem | null> {
  const { rows } = await db.query<ExchangeSystem>(
    `SELECT id, name, units[1] AS unit, secret FROM webhook WHERE id = $1 AND active AND exchanges AND cardinality(units) = 1`,
    [id],
  );
  return rows[0] ?? null;
}

const newSecret = (): string => randomBytes(32).toString('base64url');

/** The secret is shown this once. */
export async function addWebhook(db: Db, w: WebhookInput, actor: string): Promise<{ id: string; secret: string }> {
  const secret = newSecret();
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO webhook (name, url, secret, kinds, units, processes, active, exchanges, created_by, created_at)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) RETURNING id`,
    [w.name, w.url, secret, w.kinds, w.units, w.processes, w.active, w.exchanges, actor, now().toISO()],
  );
  return { id: rows[0]!.id, secret };
}

export async function changeWebhook(db: Db, id: string, w: WebhookInput): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE webhook SET name = $2, url = $3, kinds = $4, units = $5, processes = $6, active = $7, exchanges = $8 WHERE id = $1',
    [id, w.name, w.url, w.kinds, w.units, w.processes, w.active, w.exchanges],
  );
  return rowCount === 1;
}

/** The old one is worth nothing from now on. */
export async function renewSecret(db: Db, id: string): Promise<string | null> {
  const secret = newSecret();
  const { rowCount } = await db.query('UPDATE webhook SET secret = $2 WHERE id = $1', [id, secret]);
  return rowCount === 1 ? secret : null;
}

/** What was still to be sent to it goes with it. */
export async function removeWebhook(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM webhook WHERE id = $1', [id]);
  return rowCount === 1;
}
