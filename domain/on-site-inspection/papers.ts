import { acceptanceNotice } from '../documents/acceptance-notice.ts';
import { inspectionRecord } from '../documents/inspection-record.ts';
import { licenceDecision } from '../documents/licence-decision.ts';
import { COURT, REVIEWER } from '../documents/remedies.ts';
import { MODES, type Mode } from './mode.ts';

const ISSUER = '济南市历下区行政审批服务局';

interface Common {
  caseId: string;
  createdAt: string;
  matter: string;
  applicant: string;
  acceptedAt: string;
}

export const acceptancePaper = (
  { acceptedAt, ...facts }: Common,
  { inspectionRequired, expertReviewRequired }: { inspectionRequired: boolean; expertReviewRequired: boolean },
): Promise<Buffer> =>
  acceptanceNotice({
    ...facts,
    acceptedAt,
    steps: [...(inspectionRequired ? ['现场勘验'] : []), ...(expertReviewRequired ? ['专家论证'] : [])],
    issuer: ISSUER,
  });

export interface Inspection {
  at: string;
  place: string;
  participants: string;
  departments: string[];
  findings: string;
}

export const inspectionPaper = (
  { caseId, createdAt, matter, applicant }: Common,
  inspection: Inspection,
  more: { mode: Mode; departments: string[]; photos: string[]; entry: string | null },
): Promise<Buffer> =>
  inspectionRecord({
    caseId,
    createdAt,
    matter,
    applicant,
    ...inspection,
    ...more,
    mode: MODES[more.mode],
    issuer: ISSUER,
    on: inspection.at.slice(0, 10),
  });

export interface LicenceDecision {
  result: 'granted' | 'refused';
  text?: string | null | undefined;
  number?: string | null | undefined;
  validUntil?: string | null | undefined;
  date: string;
}

export const decisionPaper = (
  { caseId, createdAt, matter, applicant, acceptedAt }: Common,
  decision: LicenceDecision,
): Promise<Buffer> =>
  licenceDecision({
    caseId,
    createdAt,
    matter,
    applicant,
    acceptedOn: acceptedAt.slice(0, 10),
    granted: decision.result === 'granted',
    number: decision.number ?? null,
    text: decision.text ?? null,
    validUntil: decision.validUntil ?? null,
    issuer: ISSUER,
    decidedOn: decision.date,
    reviewBy: REVIEWER,
    court: COURT,
  });
