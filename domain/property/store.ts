import { listed } from '../../db/listed.ts';
import type { Db } from '../../db/pool.ts';
import { casesSeenBy } from '../access.ts';
import { now } from '../clock.ts';
import type { Money } from '../money.ts';
import type { Principal } from '../people/store.ts';
import type { DecisionState, Level, Result } from './words.ts';

/** A complaint in the list of disputes, once. `department`: told of it; null: none. */
export async function enterDispute(
  db: Db,
  d: {
    caseId: string;
    source: string;
    estate: string;
    category: string;
    community: string;
    subDistrict: string;
    receivedOn: string;
    department: string | null;
  },
): Promise<void> {
  await db.query(
    `INSERT INTO property_dispute (case_id, source, estate, category, community, sub_district, received_on, department)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT DO NOTHING`,
    [d.caseId, d.source, d.estate, d.category, d.community, d.subDistrict, d.receivedOn, d.department],
  );
}

export async function noteMediation(db: Db, caseId: string, reached: Level, result: Result): Promise<void> {
  await db.query('UPDATE property_dispute SET reached = $2, result = $3 WHERE case_id = $1', [caseId, reached, result]);
}

export async function concludeDispute(db: Db, caseId: string, satisfaction: string | null): Promise<void> {
  await db.query(
    'UPDATE property_dispute SET satisfaction = $2, concluded_at = coalesce(concluded_at, $3) WHERE case_id = $1',
    [caseId, satisfaction, now().toISO()],
  );
}

export interface DisputeFilter {
  q?: string | undefined;
  source?: string | undefined;
  reached?: string | undefined;
  state?: 'open' | 'settled' | 'unsettled' | undefined;
  satisfaction?: string | undefined;
  limit: number;
  offset: number;
}
export interface DisputeRow {
  caseId: string;
  source: string;
  estate: string;
  category: string;
  community: string;
  department: string | null;
  receivedOn: string;
  reached: Level;
  result: Result | null;
  satisfaction: string | null;
  concludedAt: string | null;
  withdrawn: boolean;
}

const DISPUTES = `property_dispute d JOIN cases c ON c.id = d.case_id
  WHERE ($1::text IS NULL OR strpos(d.estate, $1) > 0 OR d.case_id = $1 OR c.variables ->> 'hotlineNumber' = $1)
    AND ($2::text IS NULL OR d.source = $2) AND ($3::text IS NULL OR d.reached = $3)
    AND ($4::text IS NULL OR $4 = CASE WHEN d.concluded_at IS NULL THEN 'open' WHEN d.result = 'settled' THEN 'settled' ELSE 'unsettled' END)
    AND ($5::text IS NULL OR d.satisfaction = $5)`;
const asked = (f: Omit<DisputeFilter, 'limit' | 'offset'>) => [
  f.q ?? null,
  f.source ?? null,
  f.reached ?? null,
  f.state ?? null,
  f.satisfaction ?? null,
];

/** Disputes that this person sees; open ones first, the oldest of them on top. */
export async function listDisputes(
  db: Db,
  who: Principal,
  f: DisputeFilter,
): Promise<{ items: DisputeRow[]; total: number }> {
  const seen = casesSeenBy(who, 8);
  const { rows } = await db.query<DisputeRow & { total: number }>(
    `SELECT d.case_id AS "caseId", d.source, d.estate, d.category, d.community, d.department, d.received_on::text AS "receivedOn",
            d.reached, d.result, d.satisfaction, d.concluded_at AS "concludedAt", c.withdrawn_at IS NOT NULL AS withdrawn,
            count(*) OVER ()::int AS total
       FROM ${DISPUTES} AND ${seen.sql}
      ORDER BY d.concluded_at IS NOT NULL OR c.withdrawn_at IS NOT NULL, CASE WHEN d.concluded_at IS NULL THEN d.received_on END,
               d.received_on DESC, d.case_id LIMIT $6 OFFSET $7`,
    [...asked(f), f.limit, f.offset, ...seen.params],
  );
  return listed(rows);
}

/** How many disputes that this person sees were settled at each level, and how people found it. Withdrawn ones do not count. */
export async function countDisputes(
  db: Db,
  who: Principal,
): Promise<{ open: number; concluded: number; settled: number; asked: number; content: number }> {
  const seen = casesSeenBy(who, 1);
  const { rows } = await db.query(
    `SELECT (count(*) FILTER (WHERE d.concluded_at IS NULL))::int AS open, count(d.concluded_at)::int AS concluded,
            (count(*) FILTER (WHERE d.concluded_at IS NOT NULL AND d.result = 'settled'))::int AS settled,
            (count(*) FILTER (WHERE d.satisfaction <> 'unreachable'))::int AS asked,
            (count(*) FILTER (WHERE d.satisfaction IN ('satisfied', 'basic')))::int AS content
       FROM property_dispute d JOIN cases c ON c.id = d.case_id WHERE c.withdrawn_at IS NULL AND ${seen.sql}`,
    seen.params,
  );
  return rows[0] as Awaited<ReturnType<typeof countDisputes>>;
}

/** A decision of owners as it stands now; the case keeps what came before. */
export async function enterDecision(
  db: Db,
  d: {
    caseId: string;
    community: string;
    subDistrict: string;
    estate: string;
    body: string;
    kind: string;
    title: string;
    decidedOn: string;
    state: DecisionState;
    ground: string | null;
  },
): Promise<void> {
  await db.query(
    `INSERT INTO owners_decision (case_id, community, sub_district, estate, body, kind, title, decided_on, state, ground, entered_at)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)
     ON CONFLICT (case_id) DO UPDATE SET state = EXCLUDED.state, ground = EXCLUDED.ground, entered_at = EXCLUDED.entered_at`,
    [
      ...[d.caseId, d.community, d.subDistrict, d.estate, d.body, d.kind, d.title, d.decidedOn, d.state, d.ground],
      now().toISO(),
    ],
  );
}

export interface DecisionRow {
  caseId: string;
  community: string;
  estate: string;
  body: string;
  kind: string;
  title: string;
  decidedOn: string;
  state: DecisionState;
  ground: string | null;
}

export async function listDecisions(
  db: Db,
  who: Principal,
  f: { q?: string | undefined; state?: string | undefined; limit: number; offset: number },
): Promise<{ items: DecisionRow[]; total: number }> {
  const seen = casesSeenBy(who, 5);
  const { rows } = await db.query<DecisionRow & { total: number }>(
    `SELECT d.case_id AS "caseId", d.community, d.estate, d.body, d.kind, d.title, d.decided_on::text AS "decidedOn", d.state, d.ground,
            count(*) OVER ()::int AS total
       FROM owners_decision d JOIN cases c ON c.id = d.case_id
      WHERE ($1::text IS NULL OR strpos(d.estate, $1) > 0 OR strpos(d.title, $1) > 0 OR d.case_id = $1)
        AND ($2::text IS NULL OR d.state = $2) AND c.withdrawn_at IS NULL AND ${seen.sql}
      ORDER BY d.entered_at DESC, d.case_id LIMIT $3 OFFSET $4`,
    [f.q ?? null, f.state ?? null, f.limit, f.offset, ...seen.params],
  );
  return listed(rows);
}

export interface Item {
  name: string;
  amount: Money;
}
export interface Income {
  caseId: string;
  community: string;
  estate: string;
  periodFrom: string;
  periodUntil: string;
  keeper: string;
  opening: Money;
  income: Item[];
  expenses: Item[];
  publishedAt: string;
  publishedUntil: string;
}
export interface Sums {
  income: Money;
  expenses: Money;
  /** May be negative. */
  closing: string;
}

const num = (sql: string) => `trim_scale(${sql})::text`;

/** Exact sums, by PostgreSQL's numeric. */
export async function sumOf(db: Db, opening: Money, income: Item[], expenses: Item[]): Promise<Sums> {
  const { rows } = await db.query<Sums>(
    `WITH part AS (SELECT (SELECT coalesce(sum(a), 0) FROM unnest($2::numeric[]) a) AS i,
                          (SELECT coalesce(sum(a), 0) FROM unnest($3::numeric[]) a) AS e)
     SELECT ${num('i')} AS income, ${num('e')} AS expenses, ${num('$1::numeric + i - e')} AS closing FROM part`,
    [opening, income.map(({ amount }) => amount), expenses.map(({ amount }) => amount)],
  );
  return rows[0] as Sums;
}

/** Published from now on; published anew after a correction. */
export async function publishIncome(db: Db, i: Income & { sums: Sums }): Promise<void> {
  await db.query(
    `INSERT INTO common_income (case_id, community, estate, period_from, period_until, keeper, opening, income, expenses,
                                total_income, total_expenses, closing, published_at, published_until)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)
     ON CONFLICT (case_id) DO UPDATE SET keeper = EXCLUDED.keeper, opening = EXCLUDED.opening, income = EXCLUDED.income,
       expenses = EXCLUDED.expenses, total_income = EXCLUDED.total_income, total_expenses = EXCLUDED.total_expenses,
       closing = EXCLUDED.closing, published_at = EXCLUDED.published_at, published_until = EXCLUDED.published_until,
       correction = common_income.correction + 1`,
    [
      ...[i.caseId, i.community, i.estate, i.periodFrom, i.periodUntil, i.keeper, i.opening],
      ...[JSON.stringify(i.income), JSON.stringify(i.expenses), i.sums.income, i.sums.expenses, i.sums.closing],
      ...[i.publishedAt, i.publishedUntil],
    ],
  );
}

export interface PublishedIncome extends Income {
  communityName: string;
  totalIncome: Money;
  totalExpenses: Money;
  closing: string;
  correction: number;
}

const INCOME = `SELECT i.case_id AS "caseId", i.community, u.name AS "communityName", i.estate, i.period_from::text AS "periodFrom",
  i.period_until::text AS "periodUntil", i.keeper, ${num('i.opening')} AS opening, i.income, i.expenses,
  ${num('i.total_income')} AS "totalIncome", ${num('i.total_expenses')} AS "totalExpenses", ${num('i.closing')} AS closing,
  i.published_at AS "publishedAt", i.published_until AS "publishedUntil", i.correction
  FROM common_income i JOIN cases c ON c.id = i.case_id JOIN unit u ON u.id = i.community WHERE c.withdrawn_at IS NULL`;

/** What everybody may see; a withdrawn publication is gone. Newest first. */
export async function listIncomes(
  db: Db,
  f: { q?: string | undefined; limit: number; offset: number },
): Promise<{ items: PublishedIncome[]; total: number }> {
  const { rows } = await db.query<PublishedIncome & { total: number }>(
    `SELECT *, count(*) OVER ()::int AS total FROM (${INCOME} AND ($1::text IS NULL OR strpos(i.estate, $1) > 0)) found
      ORDER BY "publishedAt" DESC, "caseId" LIMIT $2 OFFSET $3`,
    [f.q ?? null, f.limit, f.offset],
  );
  return listed(rows);
}

export async function findIncome(db: Db, caseId: string): Promise<PublishedIncome | null> {
  const { rows } = await db.query<PublishedIncome>(`${INCOME} AND i.case_id = $1`, [caseId]);
  return rows[0] ?? null;
}
