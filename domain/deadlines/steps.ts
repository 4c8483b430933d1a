import type { Db } from '../../db/pool.ts';
import { type Deadline, deadlinesOfCase } from './list.ts';

/** The sub-process that a limit stands beside, on the diagram of its case. */
export interface LimitStep {
  id: string;
  elementId: string;
}

/** Steps of the case's present limits, as the engine's records tell; none for a limit whose watch is not known yet. */
export async function stepsOfLimits(db: Db, caseId: string): Promise<LimitStep[]> {
  const { rows } = await db.query<LimitStep>(
    `SELECT r.deadline_id AS id, step.element_id AS "elementId"
       FROM deadline_round r
       JOIN read.instance w ON w.instance_key = r.watch_key
       JOIN read.element c ON c.element_key = w.parent_element_key
       JOIN read.element step ON step.element_key = c.scope_key AND step.element_type = 'SUB_PROCESS'
      WHERE r.case_id = $1 AND r.latest ORDER BY r.deadline_id`,
    [caseId],
  );
  return rows;
}

export type LimitMark = LimitStep & Pick<Deadline, 'name' | 'subject' | 'state' | 'provisional' | 'dueAt'>;

/** The mark of each limit at its step. */
export async function limitsOnDiagram(db: Db, caseId: string): Promise<LimitMark[]> {
  const [steps, limits] = await Promise.all([stepsOfLimits(db, caseId), deadlinesOfCase(db, caseId)]);
  return steps.flatMap((step) => {
    const limit = limits.find((l) => l.id === step.id);
    if (!limit) return [];
    const { name, subject, state, provisional, dueAt } = limit;
    return [{ ...step, name, subject, state, provisional, dueAt }];
  });
}
