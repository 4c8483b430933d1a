import { Paper } from './paper.ts';

export interface ProjectReportFacts {
  caseId: string;
  createdAt: string;
  subject: string;
  /** Plain text; lines that begin like headings of official documents (一、 （一）) are set as such. */
  text: string;
  unit: string;
  /** YYYY-MM-DD. */
  on: string;
}

const HEADING = /^\s*[一二三四五六七八九十]+、.{1,40}$|^\s*（[一二三四五六七八九十]+）.{1,40}$/u;

/** 项目报告书 (历下政发〔2019〕1号 第三条（一）) from what the filing unit typed. */
export async function projectReport(facts: ProjectReportFacts): Promise<Buffer> {
  const paper = new Paper({ title: `项目报告书：${facts.subject}`, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title('项目报告书');
  paper.subtitle(facts.subject);
  for (const line of facts.text.split(/\r\n?|\n/)) {
    if (line.trim()) paper.paragraph(line.trim(), { bold: HEADING.test(line) });
  }
  paper.signature(facts.unit, facts.on);
  return paper.finish();
}
