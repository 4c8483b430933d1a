import { Paper } from './paper.ts';
import { officialDate } from './text.ts';

export interface ParkAgreementFacts {
  caseId: string;
  createdAt: string;
  parkName: string;
  department: string;
  operator: string;
  clauses: { title: string; text: string }[];
  targets: [label: string, value: string][];
  /** Clauses that are left out, and why (原则上). */
  missing: string[];
  missingReason: string | null;
  /** YYYY-MM-DD. */
  draftedOn: string;
}

/** 园区建设协议, the draft (历下政办发〔2019〕9号 第九条). */
export async function parkAgreement(facts: ParkAgreementFacts): Promise<Buffer> {
  const title = `${facts.parkName}建设协议`;
  const paper = new Paper({ title, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title(title);
  paper.ends('（草案）', officialDate(facts.draftedOn) ?? facts.draftedOn);
  paper.facts([
    ['甲方', facts.department],
    ['乙方', facts.operator],
  ]);
  for (const { title: heading, text } of facts.clauses) {
    paper.heading(heading);
    for (const line of text.split('\n')) paper.paragraph(line);
  }
  if (facts.targets.length) {
    paper.heading('考核指标');
    paper.facts(facts.targets, 0.4);
  }
  if (facts.missing.length) paper.item('未列条款', `${facts.missing.join('、')}。理由：${facts.missingReason ?? ''}`);
  paper.space(20);
  paper.ends('甲方（盖章）：', '乙方（盖章）：　　　　　　');
  return paper.finish();
}
