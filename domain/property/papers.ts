import { now } from '../clock.ts';
import { beginPaper, sayDay, today } from '../documents/case-paper.ts';
import { officialLetter } from '../documents/official-letter.ts';
import type { Item, Sums } from './store.ts';
import { BODIES, LEVELS, type Level, RESULTS, type Result } from './words.ts';

/** 物业纠纷调处记录 of one level. */
export async function mediationPaper(of: {
  caseId: string;
  level: Level;
  estate: string;
  content: string;
  heldOn: string;
  participants: string;
  text: string;
  result: Result;
  issuer: string;
}): Promise<Buffer> {
  const paper = beginPaper(`物业纠纷${LEVELS[of.level]}级调处记录`, of.caseId);
  paper.facts([
    ['小区', of.estate],
    ['反映的问题', of.content],
    ['日期', sayDay(of.heldOn)],
    ['参加方', of.participants],
    ['过程和结果', of.text],
    ['结果', RESULTS[of.result]],
  ]);
  paper.signature(of.issuer, today());
  return paper.finish();
}

export type DecisionAct = 'file' | 'correct' | 'revoke';
export const DECISION_PAPERS: Readonly<Record<DecisionAct, string>> = {
  file: '业主决定备案回执',
  correct: '责令改正通知书',
  revoke: '撤销业主决定书',
};

/** 备案回执, 责令改正通知书 or 撤销决定书, to whoever decided. */
export const decisionPaper = (of: {
  caseId: string;
  act: DecisionAct;
  estate: string;
  body: keyof typeof BODIES;
  title: string;
  decidedOn: string;
  text: string;
  ground: string | null;
  /** YYYY-MM-DD until which it is to be corrected. */
  dueOn: string | null;
  issuer: string;
}): Promise<Buffer> => {
  const what = `${sayDay(of.decidedOn)}作出的《${of.title}》`;
  const said = {
    file: [`你单位报备的${what}收悉，经审查准予备案。`],
    correct: [`经审查，${what}违反有关规定，责令改正。`, of.text],
    revoke: [`经审查，${what}违反有关规定，予以撤销。`, of.text],
  }[of.act];
  return officialLetter({
    caseId: of.caseId,
    createdAt: now().toISO() ?? '',
    issuedOn: today(),
    title: DECISION_PAPERS[of.act],
    number: of.caseId,
    to: `${of.estate}${BODIES[of.body]}`,
    paragraphs: said,
    items: [
      ...(of.ground ? [['违反的规定', of.ground] as [string, string]] : []),
      ...(of.dueOn ? [['改正期限', `请于${sayDay(of.dueOn)}前改正并书面报告`] as [string, string]] : []),
    ],
    issuer: of.issuer,
  });
};

/** 公共收益收支公示表. */
export async function incomePaper(of: {
  caseId: string;
  estate: string;
  periodFrom: string;
  periodUntil: string;
  keeper: string;
  opening: string;
  income: Item[];
  expenses: Item[];
  sums: Sums;
  publishedUntil: string;
  issuer: string;
}): Promise<Buffer> {
  const paper = beginPaper('公共收益收支公示表', of.caseId);
  const list = (items: Item[]) => items.map(({ name, amount }) => `${name}：${amount}元`).join('\n') || '无';
  paper.facts([
    ['小区', of.estate],
    ['期间', `${sayDay(of.periodFrom)}至${sayDay(of.periodUntil)}`],
    ['账目保管单位', of.keeper],
    ['期初结余', `${of.opening}元`],
    ['收入', list(of.income)],
    ['收入合计', `${of.sums.income}元`],
    ['支出', list(of.expenses)],
    ['支出合计', `${of.sums.expenses}元`],
    ['期末结余', `${of.sums.closing}元`],
    ['公示至', sayDay(of.publishedUntil)],
  ]);
  paper.signature(of.issuer, today());
  return paper.finish();
}
