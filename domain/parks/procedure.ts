import { holdsPost } from '../people/store.ts';
import type { Procedure } from '../procedure.ts';
import { applicationSchema, criteriaFactsSchema } from './application.ts';
import { parkFacts } from './facts.ts';
import { refuseSecondApplication } from './register.ts';

const OFFICE = 'key-industry-office';

/** Certification of industrial parks (历下政办发〔2019〕9号 第四条至第九条). */
export const parkCertification: Procedure = {
  id: 'park-certification',
  startMessage: 'start-park-certification',
  startForm: 'apply-park',
  prefix: 'PARK',
  leadingUnit: OFFICE,
  supervisingUnit: OFFICE,
  decisions: ['park-criteria'],
  archives: true,
  facts: parkFacts,
  mayStart: (who, industries) => industries.some(({ department }) => holdsPost(who, `${department}.clerk`)),
  startSchema: applicationSchema,
  decisionInput: (_id, context) => criteriaFactsSchema(context),
  titleOf: ({ parkName, operator }) => `${String(parkName)}（${(operator as { name: string }).name}）`,
  participatingUnits: ({ department }) => [OFFICE, department as string],
  filingUnit: ({ department }) => department as string,
  refusesStarter: (who, { department, industryName }) =>
    holdsPost(who, `${String(department)}.clerk`)
      ? null
      : `${String(industryName)}由其他部门主管，应由该部门登记申报。`,
  refusesSecond: refuseSecondApplication,
};
