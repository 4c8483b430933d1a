import { Paper } from './paper.ts';
import { officialTime } from './text.ts';

export interface MeetingNoticeFacts {
  caseId: string;
  createdAt: string;
  /** 快速决策会议, 双招双引碰头会 ... */
  meeting: string;
  at: string;
  place: string;
  chair?: string | null;
  attendees: string[];
  agenda: string[];
  /** What else those invited must know: materials, contact. */
  notes?: string[];
  issuer: string;
  issuedOn: string;
}

/** 会议通知: time, place, attendees, agenda. */
export async function meetingNotice(facts: MeetingNoticeFacts): Promise<Buffer> {
  const title = `关于召开${facts.meeting}的通知`;
  const paper = new Paper({ title, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title(title);
  paper.paragraph('各参会单位：', { indent: 0 });
  paper.paragraph(`现定于近期召开${facts.meeting}，有关事项如下。`);
  paper.item('时间', officialTime(facts.at) ?? facts.at);
  paper.item('地点', facts.place);
  if (facts.chair) paper.item('主持', facts.chair);
  paper.item('参会人员', facts.attendees.join('、'));
  const [only, ...more] = facts.agenda;
  paper.item('议程', more.length ? '' : (only ?? ''));
  if (more.length) facts.agenda.forEach((topic, i) => paper.paragraph(`${i + 1}．${topic}`));
  if (facts.notes?.length) paper.item('其他事项', facts.notes.join('\n'));
  paper.signature(facts.issuer, facts.issuedOn);
  return paper.finish();
}
