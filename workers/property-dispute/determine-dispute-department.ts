import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { joinCase } from '../../domain/cases/store.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { notify } from '../../domain/notifications/notify.ts';
import { loadNames } from '../../domain/people/store.ts';
import { propertyDispute } from '../../domain/property/procedures.ts';
import { enterDispute } from '../../domain/property/store.ts';
import { evaluateForCase } from '../../domain/rules/evaluate.ts';
import { defineWorker } from '../run-job.ts';

/** Who is told of the complaint beside those who mediate, by the rule; 'none': nobody. */
export const determineDisputeDepartment = defineWorker({
  type: 'determine-dispute-department',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    source: z.string(),
    estate: z.string(),
    category: z.string(),
    community: z.string(),
    subDistrict: z.string(),
    receivedOn: z.string(),
  }),
  async perform(of, job, { pool, engine }) {
    const decisionId = job.headers.decisionId ?? 'dispute-department';
    const { output, basis } = await evaluateForCase(pool, engine, of.caseId, decisionId, { category: of.category });
    const names = await loadNames(pool);
    if (output !== 'none' && !(typeof output === 'string' && names.has(output)))
      throw new PermanentFault(
        `决策表 ${decisionId}（版本 ${basis.version}）没有给出可用的协同部门。请核对决策表，更正后重试。`,
      );
    const department = output === 'none' ? null : output;
    await inTransaction(pool, async (db) => {
      await enterDispute(db, { ...of, department });
      if (department) {
        await joinCase(db, of.caseId, [department]);
        await notify(db, {
          effectKey: `dispute-department:${of.caseId}`,
          kind: 'exchange',
          title: `物业纠纷协同：${propertyDispute.titleOf(of)}`,
          text: '涉及本部门职责，请配合社区、街道调处；违章违规的依法处理。',
          recipients: [`${department}.clerk`],
          caseId: of.caseId,
        });
      }
      const text = department ? `协同部门：${names.get(department)}` : '由社区自行处理，没有协同部门';
      await recordEvent(
        db,
        { caseId: of.caseId, kind: 'department-determined', detail: { department, basis, text } },
        job,
      );
    });
    return { department, level: 'community', departmentBasis: basis };
  },
});
