import { Paper } from './paper.ts';
import { officialDate } from './text.ts';

export interface LicenceDecisionFacts {
  caseId: string;
  createdAt: string;
  matter: string;
  applicant: string;
  acceptedOn: string;
  granted: boolean;
  number: string | null;
  /** What is granted, or why not. */
  text: string | null;
  validUntil: string | null;
  issuer: string;
  /** YYYY-MM-DD. */
  decidedOn: string;
  /** Where it may be reviewed, where sued. */
  reviewBy: string;
  court: string;
}

/** 准予（不予）行政许可决定书 (行政许可法 38): a refusal gives its reasons and says where to turn. */
export async function licenceDecision(facts: LicenceDecisionFacts): Promise<Buffer> {
  const title = `${facts.granted ? '准予' : '不予'}行政许可决定书`;
  const paper = new Paper({ title, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title(title);
  paper.ends(`文号：${facts.number ?? facts.caseId}`, officialDate(facts.decidedOn) ?? facts.decidedOn);
  paper.paragraph(`${facts.applicant}：`, { indent: 0 });
  paper.paragraph(
    `您申请的“${facts.matter}”于${officialDate(facts.acceptedOn) ?? facts.acceptedOn}受理，经审查，决定${facts.granted ? '准予' : '不予'}行政许可。`,
  );
  if (facts.text) paper.item(facts.granted ? '决定内容' : '理由', facts.text);
  if (facts.granted && facts.validUntil)
    paper.item('有效期', `至${officialDate(facts.validUntil) ?? facts.validUntil}`);
  paper.item(
    '救济途径',
    `对本决定不服的，可以自收到之日起60日内向${facts.reviewBy}申请行政复议，或者自收到之日起6个月内向${facts.court}提起行政诉讼。`,
  );
  paper.signature(facts.issuer, facts.decidedOn);
  return paper.finish();
}
