import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { Principal } from '../people/store.ts';

/** What a kept filter asks for; texts as in the address of the list. */
export interface FilterQuery {
  view?: 'mine' | 'claimable' | 'all' | undefined;
  q?: string | undefined;
  overdue?: boolean | undefined;
  process?: string | undefined;
}

export interface KeptFilter {
  id: string;
  owner: string;
  unit: string | null;
  name: string;
  query: FilterQuery;
}

const COLUMNS = 'f.id::text, f.owner, f.unit, f.name, f.query';

/** His own and those that are shared with his units. */
export async function filtersFor(db: Db, who: Principal): Promise<KeptFilter[]> {
  const { rows } = await db.query<KeptFilter>(
    `SELECT ${COLUMNS} FROM task_filter f WHERE f.owner = $1 OR f.unit = ANY ($2::text[])
      ORDER BY f.owner <> $1, f.name, f.id LIMIT 60`,
    [who.username, who.units],
  );
  return rows;
}

/** Keeps a filter; the same name again is the same filter, changed. null: he has as many as anybody may have. */
export async function keepFilter(
  db: Db,
  who: Principal,
  filter: { name: string; unit: string | null; query: FilterQuery },
  most: number,
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO task_filter (owner, unit, name, query, created_at)
     SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM task_filter WHERE owner = $1 AND name <> $3) < $6
     ON CONFLICT (owner, name) DO UPDATE SET unit = excluded.unit, query = excluded.query RETURNING id::text`,
    [who.username, filter.unit, filter.name, JSON.stringify(filter.query), now().toISO(), most],
  );
  return rows[0]?.id ?? null;
}

export async function findFilter(db: Db, id: string): Promise<KeptFilter | null> {
  const { rows } = await db.query<KeptFilter>(`SELECT ${COLUMNS} FROM task_filter f WHERE f.id = $1`, [id]);
  return rows[0] ?? null;
}

export async function dropFilter(db: Db, id: string): Promise<void> {
  await db.query('DELETE FROM task_filter WHERE id = $1', [id]);
}

/** Columns (in order), sort and density of a list. */
export interface ListView {
  columns?: string[] | undefined;
  sort?: 'due' | 'created' | undefined;
  density?: 'small' | 'middle' | 'large' | undefined;
}

export async function listViewOf(db: Db, username: string, list: string): Promise<ListView> {
  const { rows } = await db.query<{ view: ListView }>('SELECT view FROM list_view WHERE username = $1 AND list = $2', [
    username,
    list,
  ]);
  return rows[0]?.view ?? {};
}

export async function keepListView(db: Db, username: string, list: string, view: ListView): Promise<void> {
  await db.query(
    `INSERT INTO list_view (username, list, view) VALUES ($1, $2, $3)
     ON CONFLICT (username, list) DO UPDATE SET view = excluded.view`,
    [username, list, JSON.stringify(view)],
  );
}
