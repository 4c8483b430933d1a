import type { Procedure } from '../procedure.ts';
import { acceptanceSchema, modeFactsSchema } from './acceptance.ts';
import { inspectionFacts } from './facts.ts';

const BUREAU = 'approval-bureau';

/** Approval with on-site inspection (历下政办发〔2019〕1号 附件2 三（一）). */
export const onSiteInspection: Procedure = {
  id: 'on-site-inspection',
  startMessage: 'start-on-site-inspection',
  startForm: 'accept-application',
  prefix: 'OSI',
  leadingUnit: BUREAU,
  supervisingUnit: 'joint-meeting-office',
  decisions: ['inspection-mode'],
  archives: true,
  // 行政许可法 42.
  mostExtension: { 'decide-licence': 10 },
  facts: inspectionFacts,
  mayStart: (who) => who.posts.some((post) => post.id === `${BUREAU}.clerk`),
  startSchema: acceptanceSchema,
  decisionInput: (_id, context) => modeFactsSchema(context),
  titleOf: ({ matter, applicant }) => `${String(matter)}（${String(applicant)}）`,
  participatingUnits: (variables) => [...new Set([BUREAU, ...(variables.departments as string[])])],
};
