import { Paper } from './paper.ts';
import { officialDate } from './text.ts';

export interface ParkReportFacts {
  caseId: string;
  createdAt: string;
  title: string;
  facts: [label: string, value: string][];
  /** Indicator by indicator: target, what was reached, points. */
  scores: { reason: string; points: string }[];
  result: string | null;
  sections: { title: string; text: string }[];
  issuer: string;
  /** YYYY-MM-DD. */
  on: string;
}

/** 园区评价报告 (历下政办发〔2019〕9号 第十条). */
export async function parkReport(facts: ParkReportFacts): Promise<Buffer> {
  const paper = new Paper({ title: facts.title, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title(facts.title);
  paper.ends('', officialDate(facts.on) ?? facts.on);
  paper.facts(facts.facts);
  if (facts.scores.length) {
    paper.heading('各项指标');
    paper.facts(
      facts.scores.map(({ reason, points }) => [points, reason]),
      0.2,
    );
  }
  if (facts.result) paper.item('评价结果', facts.result);
  for (const { title, text } of facts.sections) {
    paper.heading(title);
    for (const line of text.split('\n')) paper.paragraph(line);
  }
  paper.signature(facts.issuer, facts.on);
  return paper.finish();
}
