import { createPool } from '../../db/pool.ts';
import type { TestStack } from './stack.ts';

/** Units that no other test knows. */
export const GREEN = 'parks-greening';
export const FOREIGN = 'foreign-affairs';

/**
 * A quarter long past, in the rows that the product would have: nothing can be done on such days any more. March begins on a Tuesday
 * and has no holiday in these years. `late` and `early` belong to GREEN, `other` to FOREIGN and was withdrawn; `hidden` is restricted.
 */
export async function seedQuarter(stack: TestStack, year: 2005 | 2011): Promise<{ remove(): Promise<void> }> {
  const prefix = `RPT-${year}`;
  const pool = createPool(stack.databaseUrl, 1);
  const at = (day: number, hour = 9) =>
    `${year}-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00+08:00`;
  const remove = async () => {
    for (const table of ['read.task', 'read.instance', 'card', 'deadline_rung', 'deadline_round', 'deadline'])
      await pool.query(
        table === 'deadline'
          ? `DELETE FROM deadline WHERE case_id LIKE $1`
          : `DELETE FROM ${table} WHERE ${table.startsWith('deadline_rung') || table === 'card' ? 'deadline_id' : 'case_id'} LIKE $1`,
        [`${prefix}-%`],
      );
    for (const table of ['restricted_reader', 'restricted_case', 'case_unit'])
      await pool.query(`DELETE FROM ${table} WHERE case_id LIKE $1`, [`${prefix}-%`]);
    await pool.query('DELETE FROM cases WHERE id LIKE $1', [`${prefix}-%`]);
  };
  await remove();
  let key = -year * 1000;
  async function addCase(name: string, process: string, unit: string, ended: number | null) {
    const id = `${prefix}-${name}`;
    // An instance that no engine knows: nobody tries to start these cases again.
    await pool.query(
      `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, created_at, instance_key, withdrawn_at)
       VALUES ($1, $2, $3, '{}', 'commerce.clerk', 'investment-promotion', $4, $5, $6)`,
      [id, process, `报表用项目 ${name}`, at(1), --key, ended === null ? at(5) : null],
    );
    await pool.query('INSERT INTO case_unit (case_id, unit) VALUES ($1, $2)', [id, unit]);
    await pool.query(
      `INSERT INTO read.instance (instance_key, process_id, definition_key, version, case_id, state, started_at, ended_at, position)
       SELECT $1, $2, definition_key, version, $3, $4, $5, $6, 0 FROM read.process WHERE process_id = $2 ORDER BY version DESC LIMIT 1`,
      [key, process, id, ended === null ? 'terminated' : 'completed', at(1), at(ended ?? 5)],
    );
    return { id, instance: key };
  }
  async function addWork(name: string, unit: string, caseEnded: number | null, limitEnded: number, taskEnded: number) {
    const { id, instance } = await addCase(name, 'fast-track-decision', unit, caseEnded);
    const late = limitEnded > 8;
    await pool.query(`INSERT INTO deadline (id, case_id, obligation, round) VALUES ($1, $2, 'decide', 1)`, [
      `${id}:decide`,
      id,
    ]);
    await pool.query(
      `INSERT INTO deadline_round (deadline_id, round, case_id, watch_key, name, unit, working_days, warn_days, started_at, warn_at, due_at,
                                   provisional, armed, ended_at, ended_as)
       VALUES ($1, 1, $2, $3, '会议决策', $4, 5, 1, $5, $6, $7, false, 1, $8, $9)`,
      [`${id}:decide`, id, --key, unit, at(1), at(7), at(8, 17), at(limitEnded), late ? 'met-late' : 'met'],
    );
    await pool.query(
      `INSERT INTO read.task (task_key, element_key, instance_key, definition_key, process_id, element_id, name, case_id, candidate_groups,
                              assignee, due_at, state, created_at, ended_at, completed_by, position)
       SELECT $1, $1, $2, definition_key, 'fast-track-decision', 'Task_GiveOpinion', '出具论证意见', $3, ARRAY[$4], $4, $5, 'completed', $6, $7, $4, 0
         FROM read.process WHERE process_id = 'fast-track-decision' ORDER BY version DESC LIMIT 1`,
      [--key, instance, id, `${unit}.clerk`, at(8, 17), at(1), at(taskEnded)],
    );
    return id;
  }
  async function addCard(name: string, parent: string, day: number, state: string, attribution: string) {
    const { id } = await addCase(name, 'overdue-escalation', GREEN, 15);
    await pool.query(
      `INSERT INTO card (case_id, deadline_id, round, parent_case_id, process, unit, supervising_unit, issued_at, state, attribution, closed_at)
       VALUES ($1, $2, 1, $3, 'fast-track-decision', $4, 'supervision-office', $5, $6, $7, $8)`,
      [id, `${parent}:decide`, parent, GREEN, at(day), state, attribution, at(15)],
    );
  }
  const rung = (id: string, rungName: string, revoked: number | null) =>
    pool.query(
      `INSERT INTO deadline_rung (deadline_id, round, rung, at, raised_at, revoked_at) VALUES ($1, 1, $2, $3, $3, $4)`,
      [`${id}:decide`, rungName, at(7), revoked && at(revoked)],
    );

  const late = await addWork('late', GREEN, 3, 10, 10);
  const early = await addWork('early', GREEN, 11, 4, 2);
  const other = await addWork('other', FOREIGN, null, 2, 2);
  const hidden = await addWork('hidden', GREEN, 3, 10, 10);
  await pool.query('INSERT INTO restricted_case (case_id) VALUES ($1)', [hidden]);
  await pool.query(`INSERT INTO restricted_reader (case_id, post) VALUES ($1, 'discipline-supervision.clerk')`, [
    hidden,
  ]);
  await rung(late, 'yellow', null);
  await rung(hidden, 'yellow', null);
  await rung(other, 'yellow', 8);
  await addCard('card-upheld', late, 9, 'upheld', 'own-step');
  await addCard('card-revoked', early, 9, 'revoked', 'applicant');
  await addCard('card-hidden', hidden, 9, 'upheld', 'own-step');
  await pool.query('INSERT INTO restricted_case (case_id) VALUES ($1)', [`${prefix}-card-hidden`]);

  return {
    async remove() {
      await remove();
      await pool.end();
    },
  };
}
