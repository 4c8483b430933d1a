import { inTransaction, createPool, type Pool } from '../../db/pool.ts';
import { schemaOf } from './names.ts';

/** Known beside the case: read by rehearsals as it is, never written. */
const REFERENCE = new Set([
  'unit',
  'post',
  'unit_change',
  'account',
  'post_holder',
  'group_member',
  'absence',
  'setting',
  'calendar_year',
  'calendar_day',
  'close_of_business',
  'procedure_supervision',
  'industry',
  'coal_cap',
  'coal_consumption',
  'notification_setting',
]);
/** Tables of the machinery, of which no worker knows. */
const ELSEWHERE = new Set([
  'revision',
  'session',
  'sign_in_failure',
  'sign_in_slowed',
  'sign_in_address',
  'password_before',
  'api_token',
  'migration',
  'engine_record',
  'quarantine',
  'exporter_progress',
  'rehearsal',
]);

/** What the product's tables are like: a rehearsal made for others cannot go on. */
export async function tablesAre(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>('SELECT name FROM migration ORDER BY name DESC LIMIT 1');
  return rows[0]?.name ?? '';
}

/**
 * Makes the schema of a rehearsal: every table of the product, empty, so that the product's own workers run in it and write nothing
 * outside; what is known beside a case is a view that nothing can be written through.
 */
export async function makeSchema(pool: Pool, id: string): Promise<void> {
  const schema = schemaOf(id);
  await inTransaction(pool, async (db) => {
    const { rows: tables } = await db.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
    );
    const { rows: views } = await db.query<{ name: string; text: string }>(
      `SELECT viewname AS name, pg_get_viewdef(format('%I', viewname)::regclass) AS text FROM pg_views WHERE schemaname = 'public'`,
    );
    const { rows: triggers } = await db.query<{ text: string }>(
      `SELECT pg_get_triggerdef(t.oid) AS text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgname <> 'next_revision'
          AND c.relname <> ALL ($1::text[])`,
      [[...REFERENCE, ...ELSEWHERE]],
    );
    const mine = tables.map(({ name }) => name).filter((name) => !ELSEWHERE.has(name));
    await db.query(
      [
        `CREATE SCHEMA ${schema}`,
        // Numbers of real cases have no gaps because of this, and no number is given twice.
        `CREATE SEQUENCE ${schema}.case_number START 900001`,
        ...mine.map((name) =>
          REFERENCE.has(name)
            ? `CREATE VIEW ${schema}."${name}" AS SELECT * FROM public."${name}" OFFSET 0`
            : `CREATE TABLE ${schema}."${name}" (LIKE public."${name}" INCLUDING ALL)`,
        ),
        ...triggers.map(({ text }) => text.replace(' ON public.', ` ON ${schema}.`)),
        `SET LOCAL search_path = ${schema}, public`,
        ...views.map(({ name, text }) => `CREATE VIEW ${schema}."${name}" AS ${text.replace(/;\s*$/, '')}`),
        // One row that its trigger counts on.
        `INSERT INTO ${schema}.audit_head SELECT * FROM public.audit_head`,
      ].join(';\n'),
    );
  });
}

export async function dropSchema(pool: Pool, id: string): Promise<void> {
  await closePool(id);
  await pool.query(`DROP SCHEMA IF EXISTS ${schemaOf(id)} CASCADE`);
}

// A few connections each, closed when nothing has been asked for a while.
const pools = new Map<string, Pool>();

/** The product's database as the workers of this rehearsal see it. */
export function poolOf(pool: Pool, id: string): Pool {
  const known = pools.get(id);
  if (known) return known;
  const made = createPool(String(pool.options.connectionString), 3, [`search_path=${schemaOf(id)},public`]);
  pools.set(id, made);
  return made;
}

export async function closePool(id: string): Promise<void> {
  const known = pools.get(id);
  pools.delete(id);
  await known?.end();
}

export async function closePools(): Promise<void> {
  await Promise.all([...pools.keys()].map(closePool));
}
