import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { compareClauses } from '../../domain/parks/agreement.ts';
import { registerPark as register } from '../../domain/parks/register.ts';
import { agreement, filing, park, signing } from '../../domain/parks/variables.ts';
import { defineWorker } from '../run-job.ts';

export const registerPark = defineWorker({
  type: 'register-park',
  timeoutMs: 60_000,
  input: z.object({ ...park, agreement, signing, filing }),
  async perform({ agreement, signing, filing, ...facts }, job, { pool }) {
    const { signedOn, departmentSignatory, operatorSignatory, files, ...clauses } = signing;
    const certificate = await inTransaction(pool, (db) =>
      register(
        db,
        {
          caseId: facts.caseId,
          name: facts.parkName,
          operator: facts.operator.name,
          kind: facts.kind,
          buildingCluster: facts.buildingCluster,
          industry: facts.leadingIndustry,
          industryName: facts.industryName,
          department: facts.department,
          usableArea: facts.usableArea,
          areaException: facts.areaException,
          agreement: {
            clauses,
            targets: agreement.targets,
            changes: compareClauses(agreement, signing),
            ...{ signedOn, departmentSignatory, operatorSignatory, files, filingNumber: filing.number },
          },
        },
        job,
      ),
    );
    return { certificate };
  },
});
