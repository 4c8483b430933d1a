import type { Db } from '../../db/pool.ts';

export interface AgendaItem {
  caseId: string;
  subject: string;
  unit: string | null;
  /** Where it stands: the steps that wait for people. */
  step: string;
}

/** Variables travel with the case: what does not fit a meeting anyway stays out. */
const MOST = 100;

/** Running fast-track cases with where they stand, the longest running first. */
export async function compileAgenda(db: Db): Promise<{ items: AgendaItem[]; total: number }> {
  const { rows } = await db.query<AgendaItem & { total: string }>(
    `SELECT c.id AS "caseId", c.title AS subject, c.filing_unit AS unit,
            coalesce((SELECT string_agg(DISTINCT t.name, '、') FROM read.task t WHERE t.case_id = c.id AND t.state = 'open'),
                     '自动办理') AS step,
            count(*) OVER () AS total
       FROM cases c JOIN case_status s ON s.case_id = c.id
      WHERE c.process = 'fast-track-decision' AND s.status IN ('running', 'suspended')
      ORDER BY c.created_at, c.id LIMIT $1`,
    [MOST],
  );
  const items = rows.map(({ caseId, subject, unit, step }) => ({ caseId, subject, unit, step }));
  return { items, total: Number(rows[0]?.total ?? 0) };
}
