import { officialLetter } from '../documents/official-letter.ts';
import { meetingMinutes } from '../documents/meeting-minutes.ts';
import { meetingNotice } from '../documents/meeting-notice.ts';
import { officialDate } from '../documents/text.ts';
import { now } from '../clock.ts';
import { MEETING_KINDS, type MeetingKind } from './facts.ts';

type Names = ReadonlyMap<string, string>;
const today = () => ({ createdAt: now().toISO() ?? '', issuedOn: now().toISODate() ?? '' });
const say = (names: Names, id: string): string => names.get(id) ?? id;
const lines = (text: string | null): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

interface Consultation {
  caseId: string;
  subject: string;
  filingUnit: string;
  content: string;
  departments: string[];
}

/** 商请函 (附件2 一（三）). `round` counts the letters of the case; `dueOn`: YYYY-MM-DD. */
export const letterPaper = (
  c: Consultation,
  letter: { text: string; days: number },
  more: { round: number; dueOn: string },
  names: Names,
): Promise<Buffer> =>
  officialLetter({
    caseId: c.caseId,
    ...today(),
    title: `关于商请研究${c.subject}的函`,
    number: `${c.caseId}-${more.round}`,
    to: c.departments.map((unit) => say(names, unit)).join('、'),
    paragraphs: [c.content, letter.text],
    items: [['复函期限', `${letter.days}个工作日，请于${officialDate(more.dueOn) ?? more.dueOn}前函复`]],
    issuer: say(names, c.filingUnit),
  });

const POSITIONS = { agree: '同意', conditional: '有条件同意', disagree: '不同意' } as const;

/** 复函. */
export const replyPaper = (
  c: Consultation,
  reply: { position: keyof typeof POSITIONS; text: string },
  round: number,
  names: Names,
): Promise<Buffer> =>
  officialLetter({
    caseId: c.caseId,
    ...today(),
    title: `关于${c.subject}的复函`,
    number: `${c.caseId}-${round}复`,
    to: say(names, c.filingUnit),
    paragraphs: [`贵单位编号${c.caseId}-${round}的函收悉。`, reply.text],
    items: [['意见', POSITIONS[reply.position]]],
    issuer: c.departments.map((unit) => say(names, unit)).join('、'),
  });

interface Meeting {
  caseId: string;
  subject: string;
  kind: MeetingKind;
  organiser: string;
}
interface Arranged {
  at: string;
  place: string;
  units: string[];
  agenda: string | null;
  notes: string | null;
}

const nameOf = (m: Meeting): string => `${m.subject}${MEETING_KINDS[m.kind].replace(/（.*/, '')}`;

/** 会议通知 with its agenda; `reason`: why no papers go out before it. */
export const noticePaper = (
  m: Meeting,
  a: Arranged,
  more: { chair: string; reason: string | null; materials: string[] },
  names: Names,
): Promise<Buffer> =>
  meetingNotice({
    caseId: m.caseId,
    ...today(),
    meeting: nameOf(m),
    at: a.at,
    place: a.place,
    chair: more.chair,
    attendees: a.units.map((unit) => say(names, unit)),
    agenda: lines(a.agenda),
    notes: [
      ...lines(a.notes),
      ...(more.materials.length ? [`会议材料：${more.materials.join('、')}`] : []),
      ...(more.reason ? [`会前未转发议题材料的理由：${more.reason}`] : []),
    ],
    issuer: say(names, m.organiser),
  });

/** 会议纪要: who came and who did not, and each decision with unit and date. */
export const minutesPaper = (
  m: Meeting,
  a: Arranged,
  held: {
    heldOn: string;
    chair: string;
    attended: string[];
    text: string;
    absentNote: string | null;
    items: { matter: string; unit: string; dueOn: string }[];
  },
  names: Names,
): Promise<Buffer> => {
  const absent = a.units.filter((unit) => !held.attended.includes(unit)).map((unit) => say(names, unit));
  const absence = absent.length
    ? `\n未到会：${absent.join('、')}${held.absentNote ? `（${held.absentNote}）` : ''}`
    : '';
  return meetingMinutes({
    caseId: m.caseId,
    ...today(),
    title: `${nameOf(m)}纪要`,
    meeting: nameOf(m),
    at: held.heldOn,
    place: a.place,
    chair: held.chair,
    attendees: held.attended.map((unit) => say(names, unit)),
    agenda: lines(a.agenda),
    statements: [],
    summary: held.text + absence,
    decision: null,
    items: held.items.map(({ matter, unit, dueOn }) => ({ matter, unit: say(names, unit), due: dueOn })),
    issuer: say(names, m.organiser),
  });
};
