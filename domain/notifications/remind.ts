import { DateTime } from 'luxon';
import { inTransaction, type Pool } from '../../db/pool.ts';
import { closeOfBusiness, loadCalendar } from '../calendar/store.ts';
import { now, ZONE } from '../clock.ts';
import type { Principal } from '../people/store.ts';
import { supervisingUnitOf } from '../supervision/store.ts';
import type { TaskRow } from '../tasks/store.ts';
import { notify } from './notify.ts';
import { addWorkingHours } from './working-hours.ts';

/** In whose name this person may urge whoever has the task: the unit that filed, leads or supervises the case, or the supervision office. */
export function urgingUnit(
  who: Pick<Principal, 'units'>,
  task: Pick<TaskRow, 'filingUnit' | 'leadingUnit' | 'caseProcess'>,
): string | null {
  if (!task.caseProcess) return null;
  const entitled = [task.filingUnit, task.leadingUnit, supervisingUnitOf(task.caseProcess), 'supervision-office'];
  return who.units.find((unit) => entitled.includes(unit)) ?? null;
}

export type Reminded =
  { kind: 'done'; people: number; nextAt: DateTime } | { kind: 'too-soon'; lastAt: DateTime; nextAt: DateTime };

/**
 * 催办: told to whoever has the task, else to all who may take it, and kept in the case's history. Of two at the same moment the row
 * lets one through; within the cool-down none.
 */
export async function remind(
  pool: Pool,
  { task, unit, actor, text, hours }: { task: TaskRow; unit: string; actor: string; text: string; hours: number },
): Promise<Reminded> {
  return inTransaction(pool, async (db) => {
    const at = now();
    const nextAt = addWorkingHours(await loadCalendar(db), at, hours, await closeOfBusiness(db, unit));
    const { rows } = await db.query<{ times: number }>(
      `INSERT INTO task_reminder AS r (task_key, unit, at, next_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (task_key, unit) DO UPDATE SET at = excluded.at, next_at = excluded.next_at, times = r.times + 1
         WHERE r.next_at <= $3
       RETURNING times`,
      [task.key, unit, at.toISO(), nextAt.toISO()],
    );
    const times = rows[0]?.times;
    if (times === undefined) {
      const last = await db.query<{ at: string; nextAt: string }>(
        'SELECT at, next_at AS "nextAt" FROM task_reminder WHERE task_key = $1 AND unit = $2',
        [task.key, unit],
      );
      const instant = (iso: string | undefined) => DateTime.fromISO(iso ?? '', { zone: ZONE });
      return { kind: 'too-soon', lastAt: instant(last.rows[0]?.at), nextAt: instant(last.rows[0]?.nextAt) };
    }
    const effectKey = `remind:${task.key}:${unit}:${times}`;
    const unitName = (await db.query<{ name: string }>('SELECT name FROM unit WHERE id = $1', [unit])).rows[0]?.name;
    const said = text ? `：${text}` : '';
    await db.query(
      `INSERT INTO case_event (case_id, at, kind, element, actor, detail, effect_key) VALUES ($1,$2,'task-reminded',$3,$4,$5,$6)`,
      [
        task.caseId,
        at.toISO(),
        task.element,
        actor,
        { task: task.key, unit, text: `${unitName ?? unit}催办“${task.name ?? task.element}”${said}` },
        effectKey,
      ],
    );
    const people = await notify(db, {
      effectKey,
      kind: 'reminder',
      title: `${task.name ?? task.element}：${task.caseTitle ?? task.caseId}`,
      text: `${unitName ?? unit}催办${said || '，请尽快办理'}。事项编号 ${task.caseId}。`,
      recipients: task.assignee ? [task.assignee] : task.groups,
      caseId: task.caseId,
      taskKey: task.key,
      except: actor,
    });
    await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'case', caseId: task.caseId })]);
    return { kind: 'done', people, nextAt };
  });
}
