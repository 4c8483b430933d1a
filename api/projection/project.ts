import type { Db } from '../../db/pool.ts';
import { decision, decisionRequirements } from './decision.ts';
import { decisionEvaluation } from './decision-evaluation.ts';
import { form } from './form.ts';
import { incident } from './incident.ts';
import { processDefinition } from './process.ts';
import { processInstance } from './process-instance.ts';
import type { EngineRecord, Projector, Touched } from './record.ts';
import { rehearsalWait } from './rehearsal-wait.ts';
import { timer } from './timer.ts';
import { userTask } from './user-task.ts';
import { variable } from './variable.ts';

/** All record types of the read model. The order is the order of locking, the same in every transaction. */
export const projectors: Projector[] = [
  processDefinition,
  decisionRequirements,
  decision,
  form,
  // Before instances and tasks, which find their case by a variable.
  variable,
  processInstance,
  userTask,
  timer,
  incident,
  decisionEvaluation,
  rehearsalWait,
];

/** Projects events that were not projected before, each type in one go. */
export async function projectAll(db: Db, records: EngineRecord[]): Promise<Touched> {
  const touched: Touched = { unplaced: new Set(), instances: new Set(), tasks: [] };
  const byType = new Map<string, EngineRecord[]>();
  for (const r of records) {
    const list = byType.get(r.valueType);
    if (list) list.push(r);
    else byType.set(r.valueType, [r]);
  }
  for (const projector of projectors) {
    const list = byType.get(projector.valueType);
    if (list) await projector.project(db, list, touched);
  }
  return touched;
}

/** PostgreSQL's classes of errors that lie in the data: data exception, integrity, a limit of the program exceeded. */
const POISON_CLASSES = new Set(['22', '23', '54']);
const POISON_NAMES = new Set(['MalformedRecord', 'TypeError', 'RangeError', 'SyntaxError']);

/** True when the same record would fail again for ever; false for trouble of the database, which passes. */
export function isPoison(error: unknown): boolean {
  if (!(typeof error === 'object' && error !== null)) return false;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return POISON_CLASSES.has(code.slice(0, 2));
  return code === undefined && POISON_NAMES.has(String(name));
}

/** As `projectAll`, halving what fails until the records that cannot be projected stand alone. Needs a transaction. */
export async function projectCarefully(
  db: Db,
  records: EngineRecord[],
  onPoison: (r: EngineRecord, reason: string) => void,
): Promise<Touched> {
  await db.query('SAVEPOINT careful');
  try {
    const touched = await projectAll(db, records);
    await db.query('RELEASE SAVEPOINT careful');
    return touched;
  } catch (error) {
    if (!isPoison(error)) throw error;
    await db.query('ROLLBACK TO SAVEPOINT careful; RELEASE SAVEPOINT careful');
    const [only] = records;
    if (records.length === 1 && only) {
      onPoison(only, String(error));
      return { unplaced: new Set(), instances: new Set(), tasks: [] };
    }
    const middle = records.length >> 1;
    const first = await projectCarefully(db, records.slice(0, middle), onPoison);
    const second = await projectCarefully(db, records.slice(middle), onPoison);
    return {
      unplaced: new Set([...first.unplaced, ...second.unplaced]),
      instances: new Set([...first.instances, ...second.instances]),
      tasks: [...first.tasks, ...second.tasks],
    };
  }
}
