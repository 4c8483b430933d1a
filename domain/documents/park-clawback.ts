import { Paper } from './paper.ts';
import { officialDate, officialMoney } from './text.ts';

export interface ParkClawbackFacts {
  caseId: string;
  createdAt: string;
  parkName: string;
  operator: string;
  /** Which of 第十条（三） it is: `评价中弄虚作假`. */
  ground: string;
  /** Yuan as decimal text; `paid` is all that was paid to the park so far. */
  amount: string;
  paid: string;
  /** YYYY-MM-DD. */
  dueOn: string;
  reason: string;
  /** Who takes it in. */
  receiver: string;
  issuer: string;
  /** YYYY-MM-DD. */
  on: string;
}

/** 追缴产业资金决定书 (历下政办发〔2019〕9号 第十条（三）). */
export async function parkClawback(facts: ParkClawbackFacts): Promise<Buffer> {
  const title = '追缴产业资金决定书';
  const dueOn = officialDate(facts.dueOn) ?? facts.dueOn;
  const paper = new Paper({ title, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title(title);
  paper.ends(`事项编号：${facts.caseId}`, officialDate(facts.on) ?? facts.on);
  paper.paragraph(`${facts.operator}：`, { indent: 0 });
  paper.paragraph(
    `经查，你单位运营的${facts.parkName}${facts.ground}，依据历下政办发〔2019〕9号第十条（三），决定追缴已兑现的产业资金。`,
  );
  paper.facts([
    ['园区名称', facts.parkName],
    ['运营机构', facts.operator],
    ['已兑现资金', officialMoney(facts.paid) ?? facts.paid],
    ['追缴数额', officialMoney(facts.amount) ?? facts.amount],
    ['缴回期限', dueOn],
    ['收缴单位', facts.receiver],
  ]);
  paper.space(8);
  paper.item('依据和理由', facts.reason);
  paper.paragraph(`请于${dueOn}前（含当日）将应缴资金缴至${facts.receiver}。`);
  paper.signature(facts.issuer, facts.on);
  return paper.finish();
}
