import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { cardFacts } from './facts.ts';

/** A red card. Nobody starts one: a limit that turns red does (issue.ts). */
export const overdueEscalation: Procedure = {
  id: 'overdue-escalation',
  startMessage: 'start-overdue-escalation',
  startForm: null,
  prefix: 'OVE',
  leadingUnit: 'supervision-office',
  supervisingUnit: 'supervision-office',
  decisions: [],
  archives: false,
  withdrawable: false,
  facts: cardFacts,
  mayStart: () => false,
  startSchema: () => z.record(z.string(), z.unknown()),
  decisionInput: () => z.record(z.string(), z.unknown()),
  titleOf: (variables) => `超期红牌：${String(variables.parentTitle)}（${String(variables.limitName)}）`,
  participatingUnits: (variables) => [
    ...new Set([variables.unit as string, variables.supervisingUnit as string, 'supervision-office']),
  ],
};
