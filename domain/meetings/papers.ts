import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { meetingMinutes } from '../documents/meeting-minutes.ts';
import { meetingNotice } from '../documents/meeting-notice.ts';
import { listUnits } from '../people/store.ts';
import type { AgendaItem } from './agenda.ts';
import { memberOptions } from './members.ts';

/** What the pages call the organiser (第一条（二）, 第四条（三）). */
const ISSUER = '招商引资快速决策领导小组办公室';

export interface Meeting {
  at: string;
  place: string;
  chair: string;
  attendees: string[];
  topics: string | null;
  notes: string | null;
}

export interface Minutes {
  heldOn: string;
  chair: string;
  attended: string[];
  text: string;
}

export interface FollowUp {
  matter: string;
  unit: string;
  due: string;
}

interface Case {
  caseId: string;
  subject: string;
  agenda: AgendaItem[];
  topics: string | null;
  meeting: Meeting;
}

export async function noticeOf(db: Db, c: Case): Promise<Buffer> {
  const say = await names(db);
  const at = now();
  return meetingNotice({
    caseId: c.caseId,
    createdAt: at.toISO() ?? '',
    meeting: c.subject,
    at: c.meeting.at,
    place: c.meeting.place,
    chair: say(c.meeting.chair),
    attendees: c.meeting.attendees.map(say),
    agenda: agendaOf(c, say),
    notes: lines(c.meeting.notes),
    issuer: ISSUER,
    issuedOn: at.toISODate() ?? '',
  });
}

export async function minutesOf(db: Db, c: Case, minutes: Minutes, followUps: FollowUp[]): Promise<Buffer> {
  const say = await names(db);
  const at = now();
  return meetingMinutes({
    caseId: c.caseId,
    createdAt: at.toISO() ?? '',
    title: `${c.subject}纪要`,
    meeting: c.subject,
    at: minutes.heldOn,
    place: c.meeting.place,
    chair: say(minutes.chair),
    attendees: minutes.attended.map(say),
    agenda: agendaOf(c, say),
    statements: [],
    summary: minutes.text,
    decision: null,
    items: followUps.map(({ matter, unit, due }) => ({ matter, unit: say(unit), due })),
    issuer: ISSUER,
    issuedOn: at.toISODate() ?? '',
  });
}

/** The cases that run, then what was put on the agenda by hand. */
function agendaOf(c: Case, say: (id: string) => string): string[] {
  const cases = c.agenda.map(({ subject, unit, step }) => `${subject}（${unit ? `${say(unit)}，` : ''}${step}）`);
  const all = [...cases, ...lines(c.topics), ...lines(c.meeting.topics)];
  return all.length ? all : ['通报招商引资项目、引进企业情况'];
}

const lines = (text: string | null): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

async function names(db: Db): Promise<(id: string) => string> {
  const [units, members] = await Promise.all([listUnits(db), memberOptions(db)]);
  const known = new Map([
    ...units.map((u) => [u.id, u.name] as const),
    ...members.map((m) => [m.value, m.label] as const),
  ]);
  return (id) => known.get(id) ?? id;
}
