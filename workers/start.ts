import type { Logger } from 'pino';
import type { Pool } from '../db/pool.ts';
import type { EngineClient } from '../engine/client.ts';
import { checkCoalOriginals } from './coal-project-review/check-coal-originals.ts';
import { checkCoalReplacement } from './coal-project-review/check-coal-replacement.ts';
import { recordCoalDecision } from './coal-project-review/record-coal-decision.ts';
import { weighCoalCap } from './coal-project-review/weigh-coal-cap.ts';
import { closeAccountability } from './accountability/close-accountability.ts';
import { declineAccountability } from './accountability/decline-accountability.ts';
import { gatherAccountabilityFacts } from './accountability/gather-accountability-facts.ts';
import { issueAccountabilityConclusion } from './accountability/issue-accountability-conclusion.ts';
import { issueAccountabilityNotice } from './accountability/issue-accountability-notice.ts';
import { issueAccountabilityReview } from './accountability/issue-accountability-review.ts';
import { recordAccountabilityReturn } from './accountability/record-accountability-return.ts';
import { recordAccountabilityStatement } from './accountability/record-accountability-statement.ts';
import { remindAccountabilityStatement } from './accountability/remind-accountability-statement.ts';
import { concludeApprovalInformation } from './approval-information/conclude-approval-information.ts';
import { pushApprovalInformation } from './approval-information/push-approval-information.ts';
import { recordResultClaim } from './approval-information/record-result-claim.ts';
import { recordSupervisionAnswer } from './approval-information/record-supervision-answer.ts';
import { settleResultClaim } from './approval-information/settle-result-claim.ts';
import { askRevocationEvidence } from './approval-revocation/ask-revocation-evidence.ts';
import { determineRevocationProcedure } from './approval-revocation/determine-revocation-procedure.ts';
import { issueRevocationAnswer } from './approval-revocation/issue-revocation-answer.ts';
import { issueRevocationNotice } from './approval-revocation/issue-revocation-notice.ts';
import { issueRevocationRequest } from './approval-revocation/issue-revocation-request.ts';
import { linkRevocationArchives } from './approval-revocation/link-revocation-archives.ts';
import { recordRevocationDecision } from './approval-revocation/record-revocation-decision.ts';
import { concludeConsultation } from './consultation/conclude-consultation.ts';
import { determineConsultationWay } from './consultation/determine-consultation-way.ts';
import { issueConsultationLetter } from './consultation/issue-consultation-letter.ts';
import { issueConsultationReply } from './consultation/issue-consultation-reply.ts';
import { openConsultationMeeting } from './consultation/open-consultation-meeting.ts';
import { checkMaterials } from './fast-track-decision/check-materials.ts';
import { checkOriginals } from './fast-track-decision/check-originals.ts';
import { determineDecisionLevel } from './fast-track-decision/determine-decision-level.ts';
import { mergeSupplement } from './fast-track-decision/merge-supplement.ts';
import { planLateMaterials } from './fast-track-decision/plan-late-materials.ts';
import { recordDecision } from './fast-track-decision/record-decision.ts';
import { renderDocuments } from './fast-track-decision/render-documents.ts';
import { renderReport } from './fast-track-decision/render-report.ts';
import { summariseOpinions } from './fast-track-decision/summarise-opinions.ts';
import { compileMonthlyAgenda } from './investment-meeting/compile-monthly-agenda.ts';
import { issueMonthlyMinutes } from './investment-meeting/issue-monthly-minutes.ts';
import { issueMonthlyNotice } from './investment-meeting/issue-monthly-notice.ts';
import { openMonthlyMeeting } from './investment-meeting/open-monthly-meeting.ts';
import { planMonthlyMeeting } from './investment-meeting/plan-monthly-meeting.ts';
import { circulateMeetingPapers } from './joint-meeting/circulate-meeting-papers.ts';
import { concludeJointMeeting } from './joint-meeting/conclude-joint-meeting.ts';
import { issueJointMinutes } from './joint-meeting/issue-joint-minutes.ts';
import { openRegularMeeting } from './joint-meeting/open-regular-meeting.ts';
import { planJointMeeting } from './joint-meeting/plan-joint-meeting.ts';
import { recordDecisionProgress } from './joint-meeting/record-decision-progress.ts';
import { openExtraOpinion } from './extra-opinion/open-extra-opinion.ts';
import { recordExtraOpinion } from './extra-opinion/record-extra-opinion.ts';
import { computeDeadline } from './limit-watch/compute-deadline.ts';
import { raiseRung } from './limit-watch/raise-rung.ts';
import { checkInspectionOriginals } from './on-site-inspection/check-inspection-originals.ts';
import { determineInspectionMode } from './on-site-inspection/determine-inspection-mode.ts';
import { pauseLicence } from './on-site-inspection/pause-licence.ts';
import { planAppointment } from './on-site-inspection/plan-appointment.ts';
import { publishApprovalResult } from './on-site-inspection/publish-approval-result.ts';
import { recordClue } from './on-site-inspection/record-clue.ts';
import { recordEntry } from './on-site-inspection/record-entry.ts';
import { recordGround } from './on-site-inspection/record-ground.ts';
import { recordLicenceDecision } from './on-site-inspection/record-licence-decision.ts';
import { renderAcceptance } from './on-site-inspection/render-acceptance.ts';
import { renderInspectionRecord } from './on-site-inspection/render-inspection-record.ts';
import { renderLicenceDecision } from './on-site-inspection/render-licence-decision.ts';
import { resumeLicence } from './on-site-inspection/resume-licence.ts';
import { weighClues } from './on-site-inspection/weigh-clues.ts';
import { concludeCard } from './overdue-escalation/conclude-card.ts';
import { issueCard } from './overdue-escalation/issue-card.ts';
import { recordExplanation } from './overdue-escalation/record-explanation.ts';
import { recordVerdict } from './overdue-escalation/record-verdict.ts';
import { takeBackCard } from './overdue-escalation/take-back-card.ts';
import { checkParkOriginals } from './park-certification/check-park-originals.ts';
import { compareParkAgreement } from './park-certification/compare-park-agreement.ts';
import { evaluateParkCriteria } from './park-certification/evaluate-park-criteria.ts';
import { issueParkMeetingNotice } from './park-certification/issue-park-meeting-notice.ts';
import { issueParkMinutes } from './park-certification/issue-park-minutes.ts';
import { prepareParkAgreement } from './park-certification/prepare-park-agreement.ts';
import { recordParkDecision } from './park-certification/record-park-decision.ts';
import { registerPark } from './park-certification/register-park.ts';
import { renderParkAgreement } from './park-certification/render-park-agreement.ts';
import { renderParkCertificate } from './park-certification/render-park-certificate.ts';
import { checkEvaluationOriginals } from './park-evaluation/check-evaluation-originals.ts';
import { concludeParkEvaluation } from './park-evaluation/conclude-park-evaluation.ts';
import { enterClawbackReceipt } from './park-evaluation/enter-clawback-receipt.ts';
import { gatherParkEvaluation } from './park-evaluation/gather-park-evaluation.ts';
import { openParkEvaluation } from './park-evaluation/open-park-evaluation.ts';
import { planParkEvaluation } from './park-evaluation/plan-park-evaluation.ts';
import { recordClawback } from './park-evaluation/record-clawback.ts';
import { renderParkReport } from './park-evaluation/render-park-report.ts';
import { revokePark } from './park-evaluation/revoke-park.ts';
import { scoreParkEvaluation } from './park-evaluation/score-park-evaluation.ts';
import { checkCommentAnswers } from './decision-disclosure/check-comment-answers.ts';
import { checkCommentPeriod } from './decision-disclosure/check-comment-period.ts';
import { checkDecisionCatalogue } from './decision-disclosure/check-decision-catalogue.ts';
import { closeDecisionComments } from './decision-disclosure/close-decision-comments.ts';
import { openDecisionComments } from './decision-disclosure/open-decision-comments.ts';
import { openYearlyCatalogue } from './decision-disclosure/open-yearly-catalogue.ts';
import { publishCommentAnswers } from './decision-disclosure/publish-comment-answers.ts';
import { publishDecisionCatalogue } from './decision-disclosure/publish-decision-catalogue.ts';
import { publishDecisionDraft } from './decision-disclosure/publish-decision-draft.ts';
import { recordDecisionMatter } from './decision-disclosure/record-decision-matter.ts';
import { concludeCommonIncome } from './property-dispute/conclude-common-income.ts';
import { concludePropertyDispute } from './property-dispute/conclude-property-dispute.ts';
import { determineDisputeDepartment } from './property-dispute/determine-dispute-department.ts';
import { issueOwnersDecision } from './property-dispute/issue-owners-decision.ts';
import { publishCommonIncome } from './property-dispute/publish-common-income.ts';
import { recordDisputeMediation } from './property-dispute/record-dispute-mediation.ts';
import { sumCommonIncome } from './property-dispute/sum-common-income.ts';
import { REHEARSAL_JOB } from '../domain/rehearsal/names.ts';
import { streamRehearsals } from './rehearsal.ts';
import { runJob, type Worker } from './run-job.ts';
import { openCase } from './shared/open-case.ts';
import { recordWithdrawal } from './shared/record-withdrawal.ts';
import { sealArchive } from './shared/seal-archive.ts';
import { checkSupervisionOriginals } from './supervision-item/check-supervision-originals.ts';
import { closeSupervisionItem } from './supervision-item/close-supervision-item.ts';
import { issueSupervisionOrder } from './supervision-item/issue-supervision-order.ts';
import { openSupervisionRound } from './supervision-item/open-supervision-round.ts';
import { planSupervisionFeedback } from './supervision-item/plan-supervision-feedback.ts';
import { planSupervisionRound } from './supervision-item/plan-supervision-round.ts';
import { recordSupervisionEvaluation } from './supervision-item/record-supervision-evaluation.ts';
import { recordSupervisionFeedback } from './supervision-item/record-supervision-feedback.ts';
import { recordSupervisionSignatures } from './supervision-item/record-supervision-signatures.ts';
import { registerSupervisionItem } from './supervision-item/register-supervision-item.ts';
import { weighSupervisionItem } from './supervision-item/weigh-supervision-item.ts';
import { sendNotice } from './shared/send-notice.ts';

/** All workers of the product, one for each job type of the diagrams. */
export const workers: readonly Worker[] = [
  openCase,
  checkMaterials,
  mergeSupplement,
  renderReport,
  planLateMaterials,
  summariseOpinions,
  determineDecisionLevel,
  recordDecision,
  renderDocuments,
  checkOriginals,
  recordWithdrawal,
  sealArchive,
  sendNotice,
  computeDeadline,
  raiseRung,
  openMonthlyMeeting,
  planMonthlyMeeting,
  compileMonthlyAgenda,
  issueMonthlyNotice,
  issueMonthlyMinutes,
  issueCard,
  recordExplanation,
  recordVerdict,
  concludeCard,
  takeBackCard,
  recordEntry,
  determineInspectionMode,
  renderAcceptance,
  planAppointment,
  recordClue,
  renderInspectionRecord,
  pauseLicence,
  resumeLicence,
  recordLicenceDecision,
  renderLicenceDecision,
  publishApprovalResult,
  weighClues,
  recordGround,
  checkInspectionOriginals,
  evaluateParkCriteria,
  prepareParkAgreement,
  renderParkAgreement,
  issueParkMeetingNotice,
  issueParkMinutes,
  recordParkDecision,
  compareParkAgreement,
  registerPark,
  renderParkCertificate,
  checkParkOriginals,
  planParkEvaluation,
  openParkEvaluation,
  gatherParkEvaluation,
  scoreParkEvaluation,
  checkEvaluationOriginals,
  concludeParkEvaluation,
  renderParkReport,
  revokePark,
  recordClawback,
  enterClawbackReceipt,
  checkSupervisionOriginals,
  closeSupervisionItem,
  issueSupervisionOrder,
  openSupervisionRound,
  planSupervisionFeedback,
  planSupervisionRound,
  recordSupervisionEvaluation,
  recordSupervisionFeedback,
  recordSupervisionSignatures,
  registerSupervisionItem,
  weighSupervisionItem,
  checkCoalOriginals,
  checkCoalReplacement,
  weighCoalCap,
  recordCoalDecision,
  concludeConsultation,
  determineConsultationWay,
  issueConsultationLetter,
  issueConsultationReply,
  openConsultationMeeting,
  circulateMeetingPapers,
  concludeJointMeeting,
  issueJointMinutes,
  planJointMeeting,
  recordDecisionProgress,
  concludeApprovalInformation,
  pushApprovalInformation,
  recordResultClaim,
  recordSupervisionAnswer,
  settleResultClaim,
  askRevocationEvidence,
  determineRevocationProcedure,
  issueRevocationAnswer,
  issueRevocationNotice,
  issueRevocationRequest,
  linkRevocationArchives,
  recordRevocationDecision,
  openRegularMeeting,
  determineDisputeDepartment,
  recordDisputeMediation,
  concludePropertyDispute,
  issueOwnersDecision,
  sumCommonIncome,
  publishCommonIncome,
  concludeCommonIncome,
  checkCommentAnswers,
  checkCommentPeriod,
  checkDecisionCatalogue,
  closeDecisionComments,
  openDecisionComments,
  openYearlyCatalogue,
  publishCommentAnswers,
  publishDecisionCatalogue,
  publishDecisionDraft,
  recordDecisionMatter,
  closeAccountability,
  declineAccountability,
  gatherAccountabilityFacts,
  issueAccountabilityConclusion,
  issueAccountabilityNotice,
  issueAccountabilityReview,
  recordAccountabilityReturn,
  recordAccountabilityStatement,
  remindAccountabilityStatement,
  openExtraOpinion,
  recordExtraOpinion,
];

/** Job types that the product serves; others are outside programs'. */
export const SERVED: ReadonlySet<string> = new Set(workers.map(({ type }) => type));

export interface Workers {
  /** Takes no more jobs and waits for those in hand. */
  close(): Promise<void>;
  health(): { healthy: boolean; silent: string[] };
}

// The streams poll at least every 25 s: silence for much longer means that nobody would notice waiting jobs.
const SILENT_MS = 45_000;

export function startWorkers(deps: {
  engine: EngineClient;
  pool: Pool;
  logger: Logger;
  dataDir: string;
  /** Told of each job: its type, what became of it and what it took, s. */
  jobDone(type: string, outcome: string, seconds: number): void;
}): Workers {
  const streams = workers.map((worker) => ({
    type: worker.type,
    stream: deps.engine.streamJobs({
      type: worker.type,
      timeoutMs: worker.timeoutMs,
      mostInHand: worker.mostInHand,
      ...fetched(worker),
      async handle(job) {
        const began = performance.now();
        const outcome = await runJob(worker, job, deps);
        deps.jobDone(worker.type, outcome.kind, (performance.now() - began) / 1000);
        return outcome;
      },
    }),
  }));
  streams.push({ type: REHEARSAL_JOB, stream: streamRehearsals(deps, workers) });
  return {
    async close() {
      await Promise.all(streams.map(({ stream }) => stream.close()));
    },
    health() {
      const silent = streams
        .filter(({ stream }) => Date.now() - stream.lastAlive() > SILENT_MS)
        .map(({ type }) => type);
      return { healthy: silent.length === 0, silent };
    },
  };
}

/** A loose input reads every variable; caseId is for the log. */
function fetched(worker: Worker): { fetchVariables?: string[] } {
  if (worker.input.def.catchall) return {};
  return { fetchVariables: [...new Set(['caseId', ...Object.keys(worker.input.shape)])] };
}
