import type { Db } from '../../db/pool.ts';
import type { Money } from '../money.ts';
import { holdsPost, type Principal } from '../people/store.ts';
import type { Kind } from './application.ts';
import { PARK, type Park } from './register.ts';
import type { EvaluationOutcome } from './score.ts';

/** A park with what its evaluations and its money came to; all null for those who may see public facts only. */
export interface OverviewRow extends Park {
  lastYear: string | null;
  lastOutcome: EvaluationOutcome | null;
  lastTotal: number | null;
  paid: Money | null;
  claimed: Money | null;
  received: Money | null;
}

export interface ParkFilter {
  q?: string | undefined;
  industry?: string | undefined;
  kind?: Kind | undefined;
  department?: string | undefined;
  standing?: 'certified' | 'revoked' | undefined;
  /** Of the newest year that was concluded. */
  outcome?: EvaluationOutcome | undefined;
  limit: number;
  offset: number;
}

const EVERYWHERE = ['key-industry-office', 'finance', 'supervision-office'];

/** Evaluations and money of a park: the office, finance, supervision, the monitor, and the department that leads its industry. */
export function seesEvaluations(who: Principal, park: Pick<Park, 'department'>): boolean {
  return seesAll(who) || who.units.includes(park.department);
}
const seesAll = (who: Principal): boolean =>
  holdsPost(who, 'monitor') || who.units.some((unit) => EVERYWHERE.includes(unit));

export async function listParks(
  db: Db,
  who: Principal,
  f: ParkFilter,
): Promise<{ items: OverviewRow[]; total: number }> {
  const like = f.q ? `%${f.q.replace(/[\\%_]/g, '\\$&')}%` : null;
  const from = `FROM park p
    LEFT JOIN LATERAL (SELECT e.period, e.outcome, e.total FROM park_evaluation e
                        WHERE e.park_id = p.id AND e.kind = 'annual' AND e.outcome IS NOT NULL
                          AND ($7::boolean OR p.department = ANY ($8::text[])) ORDER BY e.period DESC LIMIT 1) y ON true
   WHERE ($1::text IS NULL OR p.name ILIKE $1 OR p.operator ILIKE $1 OR p.certificate_number ILIKE $1
          OR EXISTS (SELECT 1 FROM park_operator_name n WHERE n.park_id = p.id AND n.name ILIKE $1))
     AND ($2::text IS NULL OR p.industry = $2) AND ($3::text IS NULL OR p.kind = $3) AND ($4::text IS NULL OR p.department = $4)
     AND ($5::text IS NULL OR (p.revoked_on IS NULL) = ($5 = 'certified')) AND ($6::text IS NULL OR y.outcome = $6)`;
  const params = [
    ...[like, f.industry ?? null, f.kind ?? null, f.department ?? null, f.standing ?? null, f.outcome ?? null],
    ...[seesAll(who), who.units],
  ];
  const total = await db.query<{ n: string }>(`SELECT count(*) AS n ${from}`, params);
  const sees = '($7::boolean OR p.department = ANY ($8::text[]))';
  const sum = (of: string) =>
    `CASE WHEN ${sees} THEN (SELECT trim_scale(coalesce(sum(m.amount), 0))::text FROM ${of}) END`;
  const { rows } = await db.query<OverviewRow>(
    `SELECT ${PARK}, y.period AS "lastYear", y.outcome AS "lastOutcome", y.total::float8 AS "lastTotal",
            ${sum('park_payment m WHERE m.park_id = p.id AND m.cancelled_at IS NULL')} AS paid,
            ${sum('park_clawback m WHERE m.park_id = p.id')} AS claimed,
            ${sum('park_clawback_receipt m JOIN park_clawback c ON c.id = m.clawback_id WHERE c.park_id = p.id')} AS received
       ${from} ORDER BY p.certified_on DESC, p.id DESC LIMIT $9 OFFSET $10`,
    [...params, f.limit, f.offset],
  );
  return { items: rows, total: Number(total.rows[0]?.n ?? 0) };
}
