import type { Db } from '../../db/pool.ts';
import { findPrincipal } from '../people/store.ts';
import { isOpenOrNone } from '../restricted/store.ts';

export interface OpenTask {
  key: string;
  name: string;
  caseId: string | null;
  caseTitle: string | null;
  dueAt: string | null;
  assignee: string | null;
}

/** Open tasks that somebody has or may take by his own posts, in these procedures: what a substitute would find. The soonest due first. */
export async function openTasksOf(db: Db, username: string, processes: string[] | null): Promise<OpenTask[]> {
  const who = await findPrincipal(db, username);
  if (!who) return [];
  const { rows } = await db.query<OpenTask>(
    `SELECT t.task_key AS key, coalesce(t.name, t.element_id) AS name, t.case_id AS "caseId", c.title AS "caseTitle", t.due_at AS "dueAt",
            t.assignee
       FROM read.task t LEFT JOIN cases c ON c.id = t.case_id
      WHERE t.state = 'open' AND t.candidate_groups && $1::text[] AND (t.assignee IS NULL OR t.assignee = $2) AND ${isOpenOrNone('t.case_id')}
        AND ($3::text[] IS NULL OR coalesce(c.process, t.process_id) = ANY ($3))
      ORDER BY t.due_at NULLS LAST, t.task_key LIMIT 1000`,
    [who.groups, username, processes],
  );
  return rows;
}
