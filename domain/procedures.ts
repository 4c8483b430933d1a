import { accountability } from './accountability/procedure.ts';
import { coalProjectReview } from './coal/procedure.ts';
import { jointMeeting } from './consultation/joint-procedure.ts';
import { consultation } from './consultation/procedure.ts';
import { decisionCatalogue, decisionDisclosure } from './disclosure/procedures.ts';
import { overdueEscalation } from './escalation/procedure.ts';
import { approvalInformation } from './exchange/procedure.ts';
import { fastTrackDecision } from './fast-track/procedure.ts';
import { supervisionItem } from './ledger/procedure.ts';
import { investmentMeeting } from './meetings/procedure.ts';
import { onSiteInspection } from './on-site-inspection/procedure.ts';
import { parkEvaluation } from './parks/evaluation-procedure.ts';
import { commonIncome, ownersDecision, propertyDispute } from './property/procedures.ts';
import { parkCertification } from './parks/procedure.ts';
import { approvalRevocation } from './revocation/procedure.ts';
import type { Procedure } from './procedure.ts';

/** Every procedure that the product knows; each stands with the rules of its capability. */
export const procedures: readonly Procedure[] = [
  fastTrackDecision,
  onSiteInspection,
  parkCertification,
  parkEvaluation,
  investmentMeeting,
  supervisionItem,
  coalProjectReview,
  consultation,
  jointMeeting,
  approvalInformation,
  approvalRevocation,
  propertyDispute,
  ownersDecision,
  commonIncome,
  decisionCatalogue,
  decisionDisclosure,
  accountability,
  overdueEscalation,
];

export const findProcedure = (id: string): Procedure | undefined => procedures.find((p) => p.id === id);

export const findProcedureOfDecision = (decisionId: string): Procedure | undefined =>
  procedures.find((p) => p.decisions.includes(decisionId));
