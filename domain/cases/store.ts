import { type Listed, listLong, LONG } from '../../db/long-lists.ts';
import type { Db } from '../../db/pool.ts';
import { pageBounds, prepared } from '../../db/prepared.ts';
import type { Seen } from '../access.ts';
import type { Marking } from './marking.ts';
import { onDays } from '../days.ts';
import { unitsOf } from '../people/merged.ts';

/** A case as its row says it; status comes from the view case_status. */
export interface CaseRow {
  id: string;
  parentCaseId: string | null;
  process: string;
  title: string;
  variables: Record<string, unknown>;
  createdBy: string;
  filingUnit: string | null;
  leadingUnit: string;
  instanceKey: string | null;
  outcome: string | null;
  createdAt: string;
  status: 'running' | 'suspended' | 'completed' | 'withdrawn' | 'failed';
  endedAt: string | null;
  /** Marked 公开. */
  public: boolean;
}

const COLUMNS = `c.id, c.parent_case_id AS "parentCaseId", c.process, c.title, c.variables, c.created_by AS "createdBy",
  c.filing_unit AS "filingUnit", c.leading_unit AS "leadingUnit", c.instance_key AS "instanceKey", c.outcome,
  c.created_at AS "createdAt", s.status, s.ended_at AS "endedAt",
  EXISTS (SELECT 1 FROM public_case pc WHERE pc.case_id = c.id) AS public`;

export interface NewCase {
  process: string;
  prefix: string;
  title: string;
  variables: Record<string, unknown>;
  ruleKeys: Record<string, string>;
  createdBy: string;
  filingUnit: string | null;
  leadingUnit: string;
  units: string[];
  parentCaseId?: string;
  idempotencyKey: string | null;
  requestHash: string;
  year: number;
  createdAt: string;
}

/** Inserts the case; null when this key was used before. The row decides that a case is started once. */
export async function insertCase(db: Db, c: NewCase): Promise<string | null> {
  return (await insertCases(db, [c]))[0] ?? null;
}

/** The same for many at once, in their order. */
export async function insertCases(db: Db, cases: NewCase[]): Promise<(string | null)[]> {
  const { rows } = await db.query<{ id: string | null }>({
    name: 'insert-cases',
    text: `WITH given AS MATERIALIZED (
       SELECT n.*, n.prefix || '-' || n.year || '-' || lpad(nextval('case_number')::text, 6, '0') AS id
         FROM (SELECT * FROM json_to_recordset($1::json) AS c(place int, prefix text, year text, process text, title text, variables jsonb,
                 "ruleKeys" jsonb, "createdBy" text, "filingUnit" text, "leadingUnit" text, "idempotencyKey" text, "requestHash" text,
                 "createdAt" timestamptz, "parentCaseId" text, units text[]) ORDER BY place) n
     ), made AS (
       INSERT INTO cases (id, process, title, variables, rule_keys, created_by, filing_unit, leading_unit,
                          idempotency_key, request_hash, created_at, parent_case_id)
       SELECT id, process, title, variables, "ruleKeys", "createdBy", "filingUnit", "leadingUnit",
              "idempotencyKey", "requestHash", "createdAt", "parentCaseId" FROM given ORDER BY place
       ON CONFLICT (created_by, idempotency_key) DO NOTHING RETURNING id
     ), takes_part AS (
       INSERT INTO case_unit (case_id, unit) SELECT g.id, u.unit FROM given g JOIN made USING (id), unnest(g.units) u(unit)
       ON CONFLICT DO NOTHING
     )
     SELECT made.id FROM given LEFT JOIN made USING (id) ORDER BY given.place`,
    values: [JSON.stringify(cases.map((c, place) => ({ ...c, place })))],
  });
  return rows.map((row) => row.id);
}

/** Units that come into a case on its way: they see it from now on. */
export async function joinCase(db: Db, caseId: string, units: readonly string[]): Promise<void> {
  await db.query('INSERT INTO case_unit (case_id, unit) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
    caseId,
    units,
  ]);
}

export async function findByIdempotencyKey(
  db: Db,
  createdBy: string,
  key: string,
): Promise<{ id: string; requestHash: string } | null> {
  const { rows } = await db.query(
    `SELECT id, request_hash AS "requestHash" FROM cases WHERE created_by = $1 AND idempotency_key = $2`,
    [createdBy, key],
  );
  return rows[0] ?? null;
}

export async function findCase(db: Db, id: string): Promise<CaseRow | null> {
  const { rows } = await db.query<CaseRow>(
    `SELECT ${COLUMNS} FROM cases c JOIN case_status s ON s.case_id = c.id WHERE c.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

export interface CaseFilter {
  process?: string | undefined;
  status?: string | undefined;
  marking?: Marking | undefined;
  q?: string | undefined;
  /** Takes part in it. */
  unit?: string | undefined;
  /** Days, both included, on which it was begun or has ended. */
  createdFrom?: string | undefined;
  createdTo?: string | undefined;
  endedFrom?: string | undefined;
  endedTo?: string | undefined;
  limit: number;
  offset: number;
}

/** SQL on alias `c` of cases. */
export const takesPart = (unit: string): string =>
  `EXISTS (SELECT 1 FROM case_unit tp WHERE tp.case_id = c.id AND tp.unit = ${unitsOf(unit)})`;

export async function listCases(db: Db, seen: Seen, f: CaseFilter): Promise<Listed<CaseRow>> {
  const { limit, offset, ...filter } = f;
  const params: unknown[] = [...seen.params];
  const p = (value: unknown) => `$${params.push(value)}`;
  const all: string[] = [];
  if (f.process) all.push(`c.process = ${p(f.process)}`);
  if (f.status) all.push(`s.status = ${p(f.status)}`);
  if (f.marking) all.push(`c.id ${f.marking === 'public' ? '' : 'NOT '}IN (SELECT case_id FROM public_case)`);
  if (f.unit) all.push(takesPart(p(f.unit)));
  all.push(
    ...onDays('c.created_at', f.createdFrom, f.createdTo, p),
    ...onDays('s.ended_at', f.endedFrom, f.endedTo, p),
  );
  if (f.q) {
    const like = p(`%${f.q.replace(/[\\%_]/g, '\\$&')}%`);
    all.push(`(c.title ILIKE ${like} OR c.id ILIKE ${like})`);
  }
  // The status is derived; lists without that filter must not derive it for every row before paging.
  const join = f.status || f.endedFrom || f.endedTo ? 'JOIN case_status s ON s.case_id = c.id' : '';
  const from = (which: string) => `FROM cases c ${join} WHERE ${[which, ...all].join(' AND ')}`;
  const counting = [...params];
  const count = async (): Promise<number> =>
    Number(
      (await db.query<{ n: string }>(prepared(`SELECT count(*) AS n ${from(seen.sql)}`, counting))).rows[0]?.n ?? 0,
    );
  const bounds = pageBounds(limit, offset, p);
  const page = async (which: string): Promise<CaseRow[]> => {
    const { rows } = await db.query<CaseRow>(
      prepared(
        `SELECT ${COLUMNS} FROM (SELECT c.* ${from(which)} ORDER BY c.created_at DESC, c.id DESC ${bounds}) c
         JOIN case_status s ON s.case_id = c.id ORDER BY c.created_at DESC, c.id DESC`,
        params,
      ),
    );
    return rows;
  };
  return listLong(
    JSON.stringify(['cases', seen, filter]),
    { limit, offset },
    {
      page: (total) => page(total >= LONG ? seen.each : seen.sql),
      count,
      async short() {
        const [items, total] = await Promise.all([page(seen.sql), count()]);
        return { items, total };
      },
    },
  );
}

/** Cases whose start message may not have reached the engine, last tried at least `afterMs` of wall time ago; marks them as tried. */
export async function takeUnstarted(
  db: Db,
  afterMs: number,
): Promise<{ id: string; process: string; variables: Record<string, unknown> }[]> {
  const { rows } = await db.query(
    `UPDATE cases SET started_wall = now()
      WHERE instance_key IS NULL AND withdrawn_at IS NULL AND started_wall < now() - make_interval(secs => $1::float8 / 1000)
      RETURNING id, process, variables`,
    [afterMs],
  );
  return rows;
}

export async function unstarted(
  db: Db,
  ids: string[],
): Promise<{ id: string; process: string; variables: Record<string, unknown> }[]> {
  const { rows } = await db.query(
    'SELECT id, process, variables FROM cases WHERE id = ANY ($1::text[]) AND instance_key IS NULL AND withdrawn_at IS NULL',
    [ids],
  );
  return rows;
}

/** Process-level variables of the case's root instance, as the engine last reported them. */
export async function instanceVariables(db: Db, instanceKey: string): Promise<Record<string, unknown>> {
  const { rows } = await db.query<{ name: string; value: unknown }>(
    'SELECT name, value FROM read.variable WHERE scope_key = $1',
    [instanceKey],
  );
  return Object.fromEntries(rows.map((r) => [r.name, r.value]));
}

export async function unitsOfCase(db: Db, caseId: string): Promise<string[]> {
  const { rows } = await db.query<{ unit: string }>('SELECT unit FROM case_unit WHERE case_id = $1', [caseId]);
  return rows.map((r) => r.unit);
}

/** The procedure of a case. */
export async function processOf(db: Db, caseId: string): Promise<string | null> {
  const { rows } = await db.query<{ process: string }>('SELECT process FROM cases WHERE id = $1', [caseId]);
  return rows[0]?.process ?? null;
}

export async function processesOf(db: Db, caseIds: string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; process: string }>(
    'SELECT id, process FROM cases WHERE id = ANY ($1::text[])',
    [[...new Set(caseIds)]],
  );
  return new Map(rows.map((r) => [r.id, r.process]));
}
