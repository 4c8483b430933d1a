import { meetingMinutes } from '../documents/meeting-minutes.ts';
import { meetingNotice } from '../documents/meeting-notice.ts';
import { parkAgreement } from '../documents/park-agreement.ts';
import { parkCertificate } from '../documents/park-certificate.ts';
import { now } from '../clock.ts';
import { type Clause, CLAUSES, type Clauses, missingClauses, wording } from './agreement.ts';
import { KINDS, type Kind } from './application.ts';
import type { Certificate } from './register.ts';

export const ISSUER = '济南市历下区重点产业发展办公室';

/** What an agreement sets for its park's evaluations, with its unit. */
export const TARGETS: Record<string, [label: string, unit: string]> = {
  targetCompanies: ['入驻企业数量', '家'],
  targetRevenue: ['园区营业收入', '元'],
  targetGrowth: ['营业收入增幅', '%'],
  targetShare: ['主导产业企业占比', '%'],
  targetContribution: ['园区经济贡献', '元'],
  targetSpecial: ['特色指标', ''],
};

export const sayTargets = (targets: Record<string, unknown>): [string, string][] =>
  Object.entries(TARGETS).flatMap(([key, [label, unit]]): [string, string][] => {
    const value = targets[key];
    return typeof value === 'string' || typeof value === 'number' ? [[label, `${value}${unit}`]] : [];
  });

interface Common {
  caseId: string;
  parkName: string;
  operator: { name: string };
}

const made = () => ({ createdAt: now().toISO() ?? '', today: now().toISODate() ?? '' });

export function agreementPaper(
  { caseId, parkName, operator }: Common,
  department: string,
  agreement: Clauses & { targets: Record<string, unknown> },
): Promise<Buffer> {
  const { createdAt, today } = made();
  const clauses = (Object.keys(CLAUSES) as Clause[]).flatMap((key) => {
    const text = wording(key, agreement);
    return text ? [{ title: CLAUSES[key], text }] : [];
  });
  return parkAgreement({
    caseId,
    createdAt,
    parkName,
    department,
    operator: operator.name,
    clauses,
    targets: sayTargets(agreement.targets),
    missing: missingClauses(agreement),
    missingReason: agreement.missingReason,
    draftedOn: today,
  });
}

export interface Meeting {
  at: string;
  place: string;
  departments: string[];
  agenda: string;
}

const meetingOf = ({ parkName }: Common): string => `${parkName}认定部门联席会议`;

export function noticePaper(park: Common, meeting: Meeting, nameOf: (unit: string) => string): Promise<Buffer> {
  const { createdAt, today } = made();
  return meetingNotice({
    caseId: park.caseId,
    createdAt,
    meeting: meetingOf(park),
    at: meeting.at,
    place: meeting.place,
    attendees: meeting.departments.map(nameOf),
    agenda: meeting.agenda.split('\n').filter(Boolean),
    notes: ['各部门对是否予以认定逐一表决，不同意的写明理由。'],
    issuer: ISSUER,
    issuedOn: today,
  });
}

export interface Vote {
  department: string;
  vote: 'agree' | 'disagree' | 'abstain';
  text: string | null;
}
export const VOTES = { agree: '同意', disagree: '不同意', abstain: '弃权' } as const;

export const sayVotes = (votes: readonly Vote[]): string =>
  (Object.keys(VOTES) as (keyof typeof VOTES)[])
    .map((vote) => `${VOTES[vote]}${votes.filter((v) => v.vote === vote).length}`)
    .join('，');

export function minutesPaper(
  park: Common,
  meeting: Meeting,
  minutes: { heldOn: string; chair: string; text: string },
  votes: readonly Vote[],
  nameOf: (unit: string) => string,
): Promise<Buffer> {
  const { createdAt, today } = made();
  return meetingMinutes({
    caseId: park.caseId,
    createdAt,
    title: `${meetingOf(park)}纪要`,
    meeting: meetingOf(park),
    at: minutes.heldOn,
    place: meeting.place,
    chair: minutes.chair,
    attendees: meeting.departments.map(nameOf),
    agenda: meeting.agenda.split('\n').filter(Boolean),
    statements: votes.map(({ department, vote, text }) => ({
      unit: nameOf(department),
      text: `${VOTES[vote]}${text ? `。${text}` : ''}`,
    })),
    summary: `${minutes.text}\n表决：${sayVotes(votes)}。`,
    decision: null,
    items: [],
    issuer: ISSUER,
    issuedOn: today,
  });
}

export function certificatePaper(
  park: Common & { kind: Kind; industryName: string; usableArea: number; areaException: string | null },
  department: string,
  certificate: Certificate,
): Promise<Buffer> {
  return parkCertificate({
    caseId: park.caseId,
    createdAt: made().createdAt,
    number: certificate.number,
    code: certificate.code,
    parkName: park.parkName,
    operator: park.operator.name,
    kind: KINDS[park.kind],
    industry: park.industryName,
    department,
    usableArea: park.usableArea,
    areaException: park.areaException,
    issuer: ISSUER,
    on: certificate.on,
  });
}
