import { Paper } from './paper.ts';
import { officialDate, officialTime } from './text.ts';

export interface AcceptanceNoticeFacts {
  caseId: string;
  createdAt: string;
  matter: string;
  applicant: string;
  acceptedAt: string;
  /** What of the way to the decision takes time of its own: inspection, expert review. */
  steps: string[];
  issuer: string;
}

/** 受理通知书 (行政许可法 32): that and when the application was accepted, and by when it is decided. */
export async function acceptanceNotice(facts: AcceptanceNoticeFacts): Promise<Buffer> {
  const paper = new Paper({ title: '行政许可受理通知书', createdAt: facts.createdAt, mark: facts.caseId });
  paper.title('行政许可受理通知书');
  paper.ends(`编号：${facts.caseId}`, officialDate(facts.acceptedAt.slice(0, 10)) ?? facts.acceptedAt);
  paper.paragraph(`${facts.applicant}：`, { indent: 0 });
  paper.paragraph(`您提出的下列申请材料齐全，已予受理。`);
  paper.facts([
    ['审批事项', facts.matter],
    ['申请人', facts.applicant],
    ['受理时间', officialTime(facts.acceptedAt) ?? facts.acceptedAt],
    ['办理期限', '自受理之日起20个工作日；经批准可以延长10个工作日，延长的另行告知理由'],
    ['办理环节', facts.steps.length ? facts.steps.join('、') : '书面审查'],
  ]);
  paper.paragraph('听证、检验、检测、检疫、鉴定和专家评审所需时间不计入办理期限，需要的另行书面告知。');
  paper.signature(facts.issuer, facts.acceptedAt.slice(0, 10));
  return paper.finish();
}
