import type { Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { startCase } from '../cases/start.ts';
import { PermanentFault } from '../faults.ts';
import { approvalInformation, BUREAU } from './procedure.ts';
import { findResult } from './results.ts';

/**
 * Opens the push of a result to departments, once a key: the result itself, what has become of it, or one more department
 * (附件2 二（三）). Null where nobody is to be told. `change`: what is new, in words.
 */
export async function pushResult(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  resultCase: string,
  push: { key: string; departments?: string[]; change?: string },
): Promise<string | null> {
  const found = await findResult(pool, resultCase);
  if (!found) throw new PermanentFault(`没有审批结果 ${resultCase}，不能推送：请系统管理员核对。`);
  const departments = push.departments ?? found.departments;
  if (departments.length === 0) return null;
  const { matter, applicant, result, decisionNumber, decidedOn, validUntil } = found;
  const opened = await startCase(pool, engine, approvalInformation, {
    variables: {
      ...{ kind: 'result', resultCase, matter, applicant, result, decisionNumber, decidedOn, validUntil },
      ...{ departments, change: push.change ?? null, filingUnit: BUREAU },
    },
    createdBy: '系统自动',
    idempotencyKey: `approval-information:${resultCase}:${push.key}`,
    parentCaseId: resultCase,
  });
  if (opened === 'other-content')
    throw new PermanentFault(`审批结果 ${resultCase} 已用其他内容推送：请系统管理员核对。`);
  return opened.id;
}
