import { z } from 'zod';
import type { OriginalKind } from '../archive/originals.ts';
import { filingForm } from '../documents/filing-form.ts';
import { meetingMinutes } from '../documents/meeting-minutes.ts';
import { meetingNotice } from '../documents/meeting-notice.ts';

/** A document that a case makes of its facts. */
export interface MadePaper {
  name: string;
  kind: OriginalKind;
  pdf: Buffer;
}

const text = z.string().nullish();
const Signed = z.object({ result: z.string(), text, on: text, by: text }).nullish();
const Notice = z.object({ at: z.string(), place: z.string(), attendees: z.string(), agenda: z.string(), sentOn: text });
const Round = z.object({
  level: z.string(),
  notice: Notice.nullish(),
  decision: z.object({
    result: z.string(),
    meeting: text,
    date: z.string(),
    text,
    attendees: text,
    handedUpTo: text,
  }),
  minutes: z.object({ statements: z.string(), text: z.string() }).nullish(),
});

/** The facts that the papers are made of, as the case's variables hold them. */
export const PaperFacts = z.object({
  caseId: z.string(),
  filingUnit: z.string(),
  filedOn: z.string(),
  subject: z.string(),
  content: z.string(),
  departments: z.array(z.string()),
  contactName: z.string(),
  contactPhone: z.string(),
  itemsBeyondPolicy: z.number(),
  annualRewardBeyondPolicy: z.string(),
  districtWideMajor: z.boolean().nullish(),
  beyondLeadingGroup: z.string(),
  level: text,
  materials: z.array(
    z.object({
      name: z.string(),
      essential: z.boolean(),
      provided: z.boolean(),
      promisedBy: text,
    }),
  ),
  headOpinion: Signed,
  bureauOpinion: Signed,
  officeOpinion: Signed,
  rounds: z.array(Round),
});
export type PaperFacts = z.output<typeof PaperFacts>;

const LEVELS: Record<string, { name: string; meeting: string; chair: string }> = {
  'leading-group-office': {
    name: '招商引资快速决策领导小组办公室',
    meeting: '快速决策会议',
    chair: '领导小组办公室主任',
  },
  'leading-group': { name: '招商引资快速决策领导小组', meeting: '快速决策会议', chair: '领导小组组长' },
  'government-executive-meeting': { name: '区政府常务会议', meeting: '区政府常务会议', chair: '区长' },
  'party-standing-committee': { name: '区委常委会', meeting: '区委常委会会议', chair: '区委书记' },
};
const levelOf = (id: string) => LEVELS[id] ?? { name: id, meeting: '会议', chair: '' };

const AGREES: Record<string, string> = {
  agree: '同意。',
  disagree: '不同意。',
  proceed: '同意组织论证。',
  briefing: '先召开通气会，再组织论证。',
};
const RESULTS: Record<string, string> = {
  approved: '通过',
  rejected: '不予通过',
  reargue: '退回再论证',
  'hand-up': '提请上一级研究',
};
const BEYOND: Record<string, string> = { no: '不超出' };

const items = (lines: string | null | undefined): string[] =>
  (lines ?? '')
    .split(/[\n；]/)
    .map((line) => line.trim())
    .filter(Boolean);

/** 申报表, and of each meeting its notice and its minutes (历下政发〔2019〕1号 附件3, 第四条（四）). */
export async function papersOf(
  facts: PaperFacts,
  at: { createdAt: string },
  nameOf: (id: string) => string,
): Promise<MadePaper[]> {
  const { caseId } = facts;
  const common = { caseId, createdAt: at.createdAt };
  const opinion = (given: PaperFacts['headOpinion']) =>
    given
      ? {
          text: given.text ?? AGREES[given.result] ?? given.result,
          signedBy: given.by ? nameOf(given.by) : null,
          on: given.on ?? null,
        }
      : null;
  const form = await filingForm({
    ...common,
    unit: nameOf(facts.filingUnit),
    filedOn: facts.filedOn,
    subject: facts.subject,
    content: facts.content,
    departments: facts.departments.map(nameOf),
    contactName: facts.contactName,
    contactPhone: facts.contactPhone,
    leaderOpinion: opinion(facts.headOpinion),
    bureauOpinion: opinion(facts.bureauOpinion),
    officeOpinion: opinion(facts.officeOpinion),
    annex: {
      itemsBeyondPolicy: facts.itemsBeyondPolicy,
      annualRewardBeyondPolicy: facts.annualRewardBeyondPolicy,
      districtWideMajor: facts.districtWideMajor ?? false,
      beyondLeadingGroup: BEYOND[facts.beyondLeadingGroup] ?? `提交${levelOf(facts.beyondLeadingGroup).name}`,
      level: facts.level ? levelOf(facts.level).name : null,
      materials: facts.materials.map((m) => ({ ...m, promisedBy: m.promisedBy ?? null })),
    },
  });
  const papers: MadePaper[] = [{ name: '快速决策申报表.pdf', kind: 'filing-form', pdf: form }];
  for (const [i, round] of facts.rounds.entries()) {
    const which = facts.rounds.length > 1 ? `（第${i + 1}次）` : '';
    const { meeting, name: issuer, chair } = levelOf(round.level);
    const { notice, decision, minutes } = round;
    if (notice) {
      const pdf = await meetingNotice({
        ...common,
        meeting: `${issuer}${meeting}`,
        at: notice.at,
        place: notice.place,
        chair,
        attendees: items(notice.attendees),
        agenda: items(notice.agenda),
        issuer,
        issuedOn: notice.sentOn ?? notice.at.slice(0, 10),
      });
      papers.push({ name: `会议通知${which}.pdf`, kind: 'meeting-notice', pdf });
    }
    if (!minutes) continue;
    const meetingFacts = {
      ...common,
      meeting: decision.meeting ?? `${issuer}${meeting}`,
      at: notice?.at ?? decision.date,
      place: notice?.place ?? '',
      chair,
      attendees: items(decision.attendees),
      agenda: notice ? items(notice.agenda) : [facts.subject],
      items: [],
      issuer,
      issuedOn: decision.date,
    };
    const statements = items(minutes.statements).map(said);
    papers.push({
      name: `发言记录${which}.pdf`,
      kind: 'statements',
      pdf: await meetingMinutes({ ...meetingFacts, title: `${meeting}发言记录`, statements, decision: null }),
    });
    const result = [
      RESULTS[decision.result] ?? decision.result,
      decision.handedUpTo && levelOf(decision.handedUpTo).name,
    ];
    papers.push({
      name: `会议纪要${which}.pdf`,
      kind: 'minutes',
      pdf: await meetingMinutes({
        ...meetingFacts,
        title: `${meeting}纪要`,
        statements: [],
        decision: {
          result: result.filter(Boolean).join('：'),
          text: [decision.text, minutes.text].filter(Boolean).join('\n'),
        },
      }),
    });
  }
  return papers;
}

/** A line of the record: 单位：发言. */
function said(line: string): { unit: string; text: string } {
  const [, unit, text] = /^([^：:]{1,40})[：:](.+)$/u.exec(line) ?? [];
  return unit && text ? { unit: unit.trim(), text: text.trim() } : { unit: '会议', text: line };
}
