import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import { tellEverybody } from './absence.ts';
import { followHolders } from './holders.ts';
import { POST_KINDS } from './units.ts';

/**
 * New, renamed and merged units. What a merger means: the id goes on in diagrams, cases and candidate groups; the successor's people hold its
 * posts from that day on (each post that of the same kind), so they see and do what is open and what old diagrams still give to it; it
 * is not chosen for anything new.
 */
export interface UnitChange {
  unit: string;
  kind: 'rename' | 'merge';
  /** Of a renaming. */
  name?: string | undefined;
  /** Of a merger. */
  into?: string | undefined;
  /** ISO date, today or later. */
  from: string;
  reason: string;
}

export interface UnitRow {
  id: string;
  name: string;
  endedOn: string | null;
  successor: string | null;
  successorName: string | null;
  changes: {
    id: string;
    kind: 'rename' | 'merge';
    before: string | null;
    after: string | null;
    intoName: string | null;
    on: string;
    reason: string;
    done: boolean;
  }[];
}

const refuse = (code: string, message: string): never => {
  throw new BusinessRefusal(code, message);
};

export async function unitsOverTime(db: Db): Promise<UnitRow[]> {
  const { rows } = await db.query<UnitRow>(
    `SELECT u.id, u.name, u.ended_on AS "endedOn", u.successor, s.name AS "successorName",
            coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id::text, 'kind', c.kind, 'before', c.name_before, 'after', c.name_after,
                                                          'intoName', i.name, 'on', c.on_date, 'reason', c.reason, 'done', c.done_at IS NOT NULL)
                                       ORDER BY c.on_date DESC, c.id DESC)
                        FROM unit_change c LEFT JOIN unit i ON i.id = c.into_unit
                       WHERE c.unit = u.id AND c.cancelled_at IS NULL), '[]') AS changes
       FROM unit u LEFT JOIN unit s ON s.id = u.successor ORDER BY u.ended_on IS NOT NULL, u.ord, u.id`,
  );
  return rows;
}

const UNIT_ID = /^[a-z][a-z0-9-]{1,49}$/;

/** A unit with the posts that every unit has. Answers false when it is there already, with this name. */
export async function createUnit(db: Db, { id, name }: { id: string; name: string }): Promise<boolean> {
  if (!UNIT_ID.test(id)) refuse('id', '单位编号应由小写字母、数字、横线组成，以字母开头，2–50 个字符。');
  const taken = await db.query<{ id: string; name: string }>(
    `SELECT id, name FROM unit WHERE id = $1 OR (name = $2 AND ended_on IS NULL)
     UNION ALL SELECT id, name FROM post WHERE id = $1 UNION ALL SELECT username, display_name FROM account WHERE username = $1`,
    [id, name],
  );
  const [other] = taken.rows;
  if (taken.rows.length === 1 && other?.id === id && other.name === name) return false;
  if (other) refuse(other.id === id ? 'id' : 'name', `编号或名称已被“${other.name}”（${other.id}）使用。`);
  await db.query('INSERT INTO unit (id, name, ord) SELECT $1, $2, coalesce(max(ord), 0) + 1 FROM unit', [id, name]);
  await db.query(
    `INSERT INTO post (id, unit, kind, name) SELECT $1 || '.' || k.kind, $1, k.kind, $2 || k.title
       FROM unnest($3::text[], $4::text[]) AS k(kind, title)`,
    [id, name, Object.keys(POST_KINDS), Object.values(POST_KINDS)],
  );
  return true;
}

/** Writes the change, to be done on its day; of today at once. */
export async function orderUnitChange(pool: Pool, by: string, c: UnitChange): Promise<void> {
  const today = now().toISODate() ?? '';
  await inTransaction(pool, async (db) => {
    await lockUnits(db);
    const { rows } = await db.query<{ id: string; name: string; ended: boolean; pending: string | null }>(
      `SELECT u.id, u.name, u.ended_on IS NOT NULL AS ended,
              (SELECT c.on_date::text FROM unit_change c WHERE c.unit = u.id AND c.done_at IS NULL AND c.cancelled_at IS NULL) AS pending
         FROM unit u`,
    );
    const of = new Map(rows.map((u) => [u.id, u]));
    const unit = of.get(c.unit);
    if (!unit) return refuse('unit', '单位不存在。');
    if (unit.ended) refuse('unit', `该单位已并入${unit.name}，不能再变更。`);
    if (unit.pending) refuse('unit', `该单位已有 ${unit.pending} 生效的变更，请先取消。`);
    if (c.from < today) refuse('from', '生效日期不能早于今天。');
    if (c.kind === 'rename') {
      if (c.name === unit.name) refuse('name', '新名称与现名称相同。');
      if (rows.some((u) => !u.ended && u.name === c.name)) refuse('name', '该名称已被其他单位使用。');
    } else {
      const into = of.get(c.into ?? '');
      if (!into || into.ended) refuse('into', '并入的单位不存在或已并入其他单位。');
      if (c.into === c.unit) refuse('into', '不能并入自身。');
      const { rows: toCome } = await db.query<{ name: string }>(
        `SELECT u.name FROM unit_change m JOIN unit u ON u.id = m.unit
          WHERE m.kind = 'merge' AND m.done_at IS NULL AND m.cancelled_at IS NULL AND (m.unit = $1 OR m.into_unit = $2)`,
        [c.into, c.unit],
      );
      if (toCome[0]) refuse('into', `与${toCome[0].name}将要生效的合并冲突，请先办结或取消。`);
    }
    await db.query(
      `INSERT INTO unit_change (unit, kind, into_unit, name_after, on_date, reason, set_by, set_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
      [
        c.unit,
        c.kind,
        c.kind === 'merge' ? c.into : null,
        c.kind === 'rename' ? c.name : null,
        c.from,
        c.reason,
        by,
        now().toISO(),
      ],
    );
    if (c.from <= today) await doDue(db, today);
  });
}

/** False: there is none that is still to come. */
export async function cancelUnitChange(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE unit_change SET cancelled_at = $2 WHERE id = $1 AND done_at IS NULL AND cancelled_at IS NULL',
    [id, now().toISO()],
  );
  return rowCount === 1;
}

/** What has become due; asked again and again. */
export async function applyUnitChanges(pool: Pool): Promise<number> {
  const today = now().toISODate() ?? '';
  const due = await pool.query(
    'SELECT 1 FROM unit_change WHERE done_at IS NULL AND cancelled_at IS NULL AND on_date <= $1::date LIMIT 1',
    [today],
  );
  if (!due.rows[0]) return 0;
  return inTransaction(pool, async (db) => {
    await lockUnits(db);
    return doDue(db, today);
  });
}

const lockUnits = (db: Db) => db.query(`SELECT pg_advisory_xact_lock(hashtext('unit_change'))`);

async function doDue(db: Db, today: string): Promise<number> {
  const { rows } = await db.query<{
    id: string;
    unit: string;
    into: string | null;
    name: string | null;
    on: string;
    reason: string;
    by: string;
  }>(
    `SELECT id::text, unit, into_unit AS into, name_after AS name, on_date AS "on", reason, set_by AS by FROM unit_change
      WHERE done_at IS NULL AND cancelled_at IS NULL AND on_date <= $1::date ORDER BY on_date, id FOR UPDATE`,
    [today],
  );
  for (const c of rows) {
    let { name } = c;
    // With what was merged into it before: all of them are called the same and belong to the same people.
    const { rows: all } = await db.query<{ id: string; name: string }>(
      'SELECT id, name FROM unit WHERE id = $1 OR successor = $1 ORDER BY id = $1 DESC',
      [c.unit],
    );
    if (c.into !== null) {
      const into = await db.query<{ name: string }>('SELECT name FROM unit WHERE id = $1', [c.into]);
      name = into.rows[0]!.name;
      for (const { id } of all) {
        await db.query('UPDATE unit SET ended_on = coalesce(ended_on, $2::date), successor = $3 WHERE id = $1', [
          id,
          c.on,
          c.into,
        ]);
        for (const kind of Object.keys(POST_KINDS))
          await followHolders(db, { post: `${id}.${kind}`, follows: `${c.into}.${kind}`, by: c.by, reason: c.reason });
      }
    }
    for (const u of all) {
      await db.query(
        `UPDATE post SET name = $2 || substr(name, length($3) + 1) WHERE unit = $1 AND starts_with(name, $3)`,
        [u.id, name, u.name],
      );
      await db.query('UPDATE unit SET name = $2 WHERE id = $1', [u.id, name]);
      if (u.id !== c.unit)
        await db.query(
          `INSERT INTO unit_change (unit, kind, name_before, name_after, on_date, reason, set_by, set_at, done_at)
           VALUES ($1, 'rename', $2, $3, $4, $5, $6, $7, $7)`,
          [u.id, u.name, name, c.on, c.reason, c.by, now().toISO()],
        );
    }
    await db.query('UPDATE unit_change SET done_at = $2, name_before = $3, name_after = $4 WHERE id = $1', [
      c.id,
      now().toISO(),
      all.find((u) => u.id === c.unit)?.name,
      name,
    ]);
  }
  if (rows.length) await tellEverybody(db);
  return rows.length;
}
