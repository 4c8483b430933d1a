import type { Db } from '../../db/pool.ts';
import { deployedDiagram } from '../models/diagram.ts';

/** An automatic step that none of the product's workers does: it waits until some program serves its job type. */
export interface ExternalWait {
  elementKey: string;
  elementId: string;
  elementName: string;
  jobType: string;
  since: string;
  caseId: string | null;
  instanceKey: string;
  process: string;
}

const MOST = 500;

/** Steps that wait for outside programs, of a case or of a procedure; the longest waiting first. */
export async function externalWaits(
  db: Db,
  served: ReadonlySet<string>,
  of: { caseId: string } | { process: string },
): Promise<ExternalWait[]> {
  const { rows } = await db.query<Omit<ExternalWait, 'elementName' | 'jobType'> & { definitionKey: string }>(
    `SELECT e.element_key AS "elementKey", e.element_id AS "elementId", e.started_at AS since, i.case_id AS "caseId",
            i.instance_key AS "instanceKey", i.process_id AS process, i.definition_key AS "definitionKey"
       FROM read.instance i JOIN read.element e ON e.instance_key = i.instance_key
      WHERE i.state = 'active' AND ($1::text IS NULL OR i.case_id = $1) AND ($2::text IS NULL OR i.process_id = $2)
        AND e.state = 'active'
        AND e.element_type IN ('SERVICE_TASK', 'SEND_TASK', 'BUSINESS_RULE_TASK', 'SCRIPT_TASK', 'INTERMEDIATE_THROW_EVENT', 'END_EVENT')
        AND NOT EXISTS (SELECT 1 FROM read.incident n WHERE n.element_key = e.element_key AND n.state = 'open')
      ORDER BY e.started_at LIMIT ${MOST}`,
    ['caseId' in of ? of.caseId : null, 'process' in of ? of.process : null],
  );
  const found = await Promise.all(
    rows.map(async ({ definitionKey, ...row }): Promise<ExternalWait[]> => {
      const element = (await deployedDiagram(db, definitionKey))?.elements.get(row.elementId);
      const jobType = element?.jobType;
      if (!element || !jobType || jobType.startsWith('=') || served.has(jobType)) return [];
      return [{ ...row, elementName: element.name, jobType }];
    }),
  );
  return found.flat();
}
