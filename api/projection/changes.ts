import pg from 'pg';
import type { Db } from '../../db/pool.ts';
import type { Touched } from './record.ts';

export type Change =
  { type: 'task'; caseId: string; taskKey: string } | { type: 'case'; caseId: string } | { type: 'all' };

/** A bulk that changes more than this tells everybody to look again instead of naming each thing. */
const MOST = 200;

/** What people see anew because of this bulk, each thing once. */
export async function changesOf(db: Db, touched: Touched): Promise<Change[]> {
  const tasks = new Map(touched.tasks.map((t) => [t.taskKey, t]));
  const cases = new Set<string>();
  if (touched.instances.size > 0) {
    const { rows } = await db.query<{ case_id: string }>({
      name: 'touched-cases',
      text: 'SELECT DISTINCT case_id FROM read.instance WHERE instance_key = ANY ($1::bigint[]) AND case_id IS NOT NULL',
      values: [[...touched.instances]],
    });
    for (const r of rows) cases.add(r.case_id);
  }
  if (tasks.size + cases.size > MOST) return [{ type: 'all' }];
  return [
    ...[...tasks.values()].map(({ caseId, taskKey }) => ({ type: 'task' as const, caseId, taskKey })),
    ...[...cases].map((caseId) => ({ type: 'case' as const, caseId })),
  ];
}

/** A statement, to be sent along with the COMMIT; '' when there is nothing to say. Listeners hear when the transaction commits. */
export function notifySql(changes: Change[]): string {
  if (changes.length === 0) return '';
  const payloads = changes.map((c) => `(${pg.escapeLiteral(JSON.stringify(c))})`);
  return `SELECT pg_notify('changes', c) FROM (VALUES ${payloads.join(', ')}) AS v(c);`;
}
