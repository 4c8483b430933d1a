import { Paper } from './paper.ts';
import { officialDate } from './text.ts';

export interface ParkRevocationFacts {
  caseId: string;
  createdAt: string;
  parkName: string;
  operator: string;
  department: string;
  certificateNumber: string;
  /** YYYY-MM-DD. */
  certifiedOn: string;
  /** The failing years in a row, oldest first: `2030年度综合评价不合格，得分40`. */
  failingYears: string[];
  reason: string | null;
  issuer: string;
  /** YYYY-MM-DD. */
  on: string;
}

/** 取消产业园区资格决定书 (历下政办发〔2019〕9号 第十条（三）). */
export async function parkRevocation(facts: ParkRevocationFacts): Promise<Buffer> {
  const title = '取消产业园区资格决定书';
  const on = officialDate(facts.on) ?? facts.on;
  const paper = new Paper({ title, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title(title);
  paper.ends(`事项编号：${facts.caseId}`, on);
  paper.paragraph(`${facts.operator}：`, { indent: 0 });
  paper.paragraph(
    `你单位运营的${facts.parkName}连续两年年度综合评价不合格，依据历下政办发〔2019〕9号第十条（三），决定取消其产业园区资格。`,
  );
  paper.facts([
    ['园区名称', facts.parkName],
    ['运营机构', facts.operator],
    ['产业主管部门', facts.department],
    ['认定证书', `${facts.certificateNumber}，${officialDate(facts.certifiedOn) ?? facts.certifiedOn}认定`],
    ['评价结果', facts.failingYears.join('\n')],
  ]);
  paper.space(8);
  if (facts.reason) paper.item('理由', facts.reason);
  paper.paragraph(`认定证书自${on}起失效。`);
  paper.signature(facts.issuer, facts.on);
  return paper.finish();
}
