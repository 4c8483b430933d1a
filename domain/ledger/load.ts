import { createHash } from 'node:crypto';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { LedgerFileMeasure, LedgerSource } from './files.ts';

export interface Loaded {
  /** Ids of measures. */
  added: string[];
  changed: string[];
  unchanged: number;
}

/** What is kept of a measure, in the order of its columns. */
export interface MeasureContent {
  article: string;
  text: string;
  lead: string[];
  support: string[];
  others: string | null;
  posts: string[];
  fromOn: string | null;
  dueOn: string | null;
  every: 'quarter' | 'half-year' | null;
}
const contentOf = (m: LedgerFileMeasure): MeasureContent => ({
  article: m.article,
  text: m.text,
  lead: m.lead,
  support: m.support,
  others: m.others ?? null,
  posts: m.posts ?? [],
  fromOn: m.from ?? null,
  dueOn: m.due ?? null,
  every: m.every ?? null,
});
export const measureId = (source: string, task: string, number: string): string => `${source}:${task}:${number}`;

/**
 * Brings the files into the ledger, all or nothing, once however often it runs: a measure is written where it is new or its file says
 * something else than at the last load; what was edited here in between stays. Two loads at once wait for each other.
 */
export async function loadLedger(pool: Pool, sources: readonly LedgerSource[]): Promise<Loaded> {
  return inTransaction(pool, async (db) => {
    await lockLedger(db);
    await refuseUnknownUnits(db, sources);
    const result: Loaded = { added: [], changed: [], unchanged: 0 };
    for (const [ord, source] of sources.entries()) {
      await db.query(
        `INSERT INTO ledger_source (id, number, title, issued_on, ord) VALUES ($1,$2,$3,$4,$5)
         ON CONFLICT (id) DO UPDATE SET number = $2, title = $3, issued_on = $4, ord = $5`,
        [source.id, source.number, source.title, source.issuedOn, ord],
      );
      for (const [at, task] of source.tasks.entries()) {
        await db.query(
          `INSERT INTO ledger_task (source, number, part, title, ord) VALUES ($1,$2,$3,$4,$5)
           ON CONFLICT (source, number) DO UPDATE SET part = $3, title = $4, ord = $5`,
          [source.id, task.number, task.part, task.title, at],
        );
        for (const [place, m] of task.measures.entries()) {
          const place_ = { source: source.id, task: task.number, number: m.number, ord: place };
          const done = await writeShipped(db, place_, contentOf(m));
          if (done === 'unchanged') result.unchanged += 1;
          else result[done].push(measureId(source.id, task.number, m.number));
        }
      }
    }
    return result;
  });
}

/** Whoever writes measures holds this lock until the end of his transaction. */
export const lockLedger = (db: Db): Promise<unknown> => db.query(`SELECT pg_advisory_xact_lock(hashtext('ledger'))`);

interface Place {
  source: string;
  task: string;
  number: string;
  ord: number;
}

async function writeShipped(db: Db, place: Place, content: MeasureContent): Promise<'added' | 'changed' | 'unchanged'> {
  const shipped = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const id = measureId(place.source, place.task, place.number);
  const known = await db.query<{ shipped: string | null }>('SELECT shipped FROM ledger_measure WHERE id = $1', [id]);
  if (known.rows[0]?.shipped === shipped) return 'unchanged';
  await writeMeasure(db, place, content, { actor: null, shipped });
  return known.rows[0] ? 'changed' : 'added';
}

/** Writes a measure, and who did it. */
export async function writeMeasure(
  db: Db,
  { source, task, number, ord }: Place,
  c: MeasureContent,
  { actor, shipped }: { actor: string | null; shipped: string | null },
): Promise<void> {
  const id = measureId(source, task, number);
  const before = await db.query(
    `SELECT article, text, lead, support, others, posts, from_on AS "fromOn", due_on AS "dueOn", every FROM ledger_measure WHERE id = $1`,
    [id],
  );
  await db.query(
    `INSERT INTO ledger_measure (id, source, task, number, ord, article, text, lead, support, others, posts, from_on, due_on, every, shipped)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)
     ON CONFLICT (id) DO UPDATE SET article = $6, text = $7, lead = $8, support = $9, others = $10, posts = $11, from_on = $12,
       due_on = $13, every = $14, shipped = coalesce($15, ledger_measure.shipped)`,
    [
      ...[id, source, task, number, ord, c.article, c.text, c.lead, c.support, c.others, c.posts],
      ...[c.fromOn, c.dueOn, c.every, shipped],
    ],
  );
  await db.query('INSERT INTO ledger_edit (measure, at, actor, before, after) VALUES ($1,$2,$3,$4,$5)', [
    id,
    now().toISO(),
    actor,
    before.rows[0] ? JSON.stringify(before.rows[0]) : null,
    JSON.stringify(c),
  ]);
  if (c.every)
    await db.query('INSERT INTO ledger_schedule (measure, since) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      id,
      now().toISODate(),
    ]);
}

async function refuseUnknownUnits(db: Db, sources: readonly LedgerSource[]): Promise<void> {
  const named = new Set(
    sources.flatMap((s) => s.tasks.flatMap((t) => t.measures.flatMap((m) => [...m.lead, ...m.support]))),
  );
  const { rows } = await db.query<{ id: string }>('SELECT id FROM unit');
  const known = new Set(rows.map(({ id }) => id));
  const unknown = [...named].filter((id) => !known.has(id));
  if (unknown.length) throw new Error(`units of the ledger that the product does not have: ${unknown.join(', ')}`);
}
