import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export interface FormerName {
  name: string;
  untilDate: string;
  basis: string;
}

/** Names that a park's operator had before, oldest first. */
export async function formerNamesOf(db: Db, parkId: string): Promise<FormerName[]> {
  const { rows } = await db.query<FormerName>(
    `SELECT name, until_date AS "untilDate", basis FROM park_operator_name WHERE park_id = $1 ORDER BY id`,
    [parkId],
  );
  return rows;
}

/** The operator is called otherwise from that day; park, agreement, evaluations and money stay what they are. In a transaction. */
export async function renameOperator(
  db: Db,
  parkId: string,
  change: { name: string; from: string; basis: string; actor: string },
): Promise<'renamed' | 'same' | 'taken'> {
  const { rows } = await db.query<{ name: string; operator: string }>(
    'SELECT name, operator FROM park WHERE id = $1 FOR UPDATE',
    [parkId],
  );
  const before = rows[0];
  if (!before || plain(before.operator) === plain(change.name)) return 'same';
  const taken = await db.query(
    `SELECT 1 FROM park WHERE id <> $1 AND regexp_replace(name, '\\s', '', 'g') = $2 AND regexp_replace(operator, '\\s', '', 'g') = $3`,
    [parkId, plain(before.name), plain(change.name)],
  );
  if (taken.rows.length) return 'taken';
  await db.query(
    `INSERT INTO park_operator_name (park_id, name, until_date, basis, actor, at) VALUES ($1,$2,$3,$4,$5,$6)`,
    [parkId, before.operator, change.from, change.basis, change.actor, now().toISO()],
  );
  await db.query('UPDATE park SET operator = $2 WHERE id = $1', [parkId, change.name]);
  return 'renamed';
}

const plain = (text: string): string => text.replace(/\s/g, '');
