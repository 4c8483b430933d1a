import { Paper } from './paper.ts';
import { cell, label } from './table.ts';
import { officialDate, officialTime } from './text.ts';

export interface MeetingMinutesFacts {
  caseId: string;
  createdAt: string;
  /** 快速决策会议纪要, 双招双引碰头会纪要 ... */
  title: string;
  meeting: string;
  /** A day or a moment, ISO. */
  at: string;
  place: string;
  /** Posts and units, never names. */
  chair: string;
  attendees: string[];
  agenda: string[];
  statements: { unit: string; text: string }[];
  /** What was reported and discussed, where it is not kept by unit. */
  summary?: string | null;
  decision: { result: string; text: string } | null;
  items: { matter: string; unit: string; due: string | null }[];
  issuer: string;
  /** YYYY-MM-DD. */
  issuedOn: string;
}

/** 会议纪要 (历下政发〔2019〕1号 第三条（三）, 第四条（四）). A part without content is left out. */
export async function meetingMinutes(facts: MeetingMinutesFacts): Promise<Buffer> {
  const paper = new Paper({ title: facts.title, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title(facts.title);
  paper.ends(facts.issuer, officialDate(facts.issuedOn) ?? facts.issuedOn);
  paper.facts([
    ['会议', facts.meeting],
    ['时间', officialTime(facts.at) ?? facts.at],
    ['地点', facts.place],
    ['主持', facts.chair],
    ['出席', facts.attendees.join('、')],
  ]);
  paper.space(10);
  if (facts.agenda.length) {
    paper.heading('会议议题');
    facts.agenda.forEach((topic, i) => paper.paragraph(`${i + 1}．${topic}`));
  }
  if (facts.statements.length) {
    paper.heading('各单位发言');
    for (const { unit, text } of facts.statements) paper.paragraph(`${unit}：${text}`);
  }
  if (facts.summary) {
    paper.heading('会议情况');
    paper.paragraph(facts.summary);
  }
  if (facts.decision) {
    paper.heading('会议决定');
    paper.paragraph(facts.decision.result, { bold: true });
    if (facts.decision.text) paper.paragraph(facts.decision.text);
  }
  if (facts.items.length) {
    paper.heading('交办事项');
    paper.space(4);
    paper.table(
      [0.1, 0.46, 0.22, 0.22],
      facts.items.map((item, i) => ({
        cells: [
          cell(String(i + 1), { align: 'center' }),
          cell(item.matter),
          cell(item.unit, { align: 'center' }),
          cell(item.due ? (officialDate(item.due) ?? item.due) : '—', { align: 'center' }),
        ],
      })),
      { cells: ['序号', '事项', '责任单位', '办结时限'].map(label) },
    );
  }
  paper.signature(facts.issuer, facts.issuedOn);
  return paper.finish();
}
