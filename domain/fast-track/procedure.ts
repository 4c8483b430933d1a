import type { Procedure } from '../procedure.ts';
import { fastTrackFacts } from './facts.ts';
import { filingSchema, levelFactsSchema } from './filing.ts';

const LEADER = 'investment-promotion';

export const fastTrackDecision: Procedure = {
  id: 'fast-track-decision',
  startMessage: 'start-fast-track-decision',
  startForm: 'file-fast-track',
  prefix: 'FTD',
  leadingUnit: LEADER,
  supervisingUnit: 'supervision-office',
  decisions: ['decision-level'],
  archives: true,
  facts: fastTrackFacts,
  mayStart: (who) => who.posts.some((post) => post.kind === 'clerk' && post.unit !== null),
  startSchema: filingSchema,
  decisionInput: (_id, context) => levelFactsSchema(context),
  titleOf: (variables) => String(variables.subject),
  participatingUnits: (variables) => [
    ...new Set([variables.filingUnit as string, LEADER, ...(variables.departments as string[])]),
  ],
};
