import type { Db } from '../../db/pool.ts';
import { settleSteps } from '../../domain/deadlines/settle.ts';
import type { EngineRecord } from './record.ts';

const ENDS = new Set(['ELEMENT_COMPLETED', 'ELEMENT_TERMINATED']);
const STEPS = new Set(['SUB_PROCESS', 'EVENT_SUB_PROCESS', 'PROCESS']);

/** The end of a step ends the limits beside it. Runs after the elements are written. */
export async function endLimits(db: Db, records: EngineRecord[]): Promise<void> {
  const ended = records.filter((r) => ENDS.has(r.intent) && STEPS.has(r.value.bpmnElementType));
  if (ended.length > 0)
    await settleSteps(
      db,
      ended.map((r) => r.key),
    );
}
