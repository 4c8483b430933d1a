import { beginPaper, sayDay, today } from '../documents/case-paper.ts';
import type { CommentCounts, ShownComment } from './comments.ts';
import type { Matter } from './store.ts';
import { ADOPTIONS, sayWays } from './words.ts';

/** 年度重大决策事项目录, public matters alone. */
export async function cataloguePaper(of: {
  caseId: string;
  year: number;
  matters: Matter[];
  issuer: string;
}): Promise<Buffer> {
  const paper = beginPaper(`${of.year}年度重大决策事项目录`, of.caseId);
  if (!of.matters.length) paper.paragraph('本年度没有公开的重大决策事项。');
  else
    paper.facts(
      of.matters.map((m, i) => [
        `${i + 1}`,
        `${m.subject}\n承办部门：${m.unitName}\n决策时间：${sayDay(m.decideOn)}\n公众参与方式：${sayWays(m.ways)}`,
      ]),
      0.1,
    );
  paper.signature(of.issuer, today());
  return paper.finish();
}

/** 意见收集采纳情况, as it is published. */
export async function adoptionPaper(of: {
  caseId: string;
  subject: string;
  text: string;
  counts: Pick<CommentCounts, 'received' | 'accepted' | 'rejected'>;
  others: { way: string; heldOn: string; wayText: string }[];
  comments: ShownComment[];
  issuer: string;
}): Promise<Buffer> {
  const paper = beginPaper('意见收集采纳情况', of.caseId);
  paper.paragraph(`事项：${of.subject}`);
  const { received, accepted, rejected } = of.counts;
  paper.paragraph(`征集期间收到意见${received}条，审核通过${accepted}条，未通过${rejected}条。`);
  paper.paragraph(of.text);
  if (of.others.length) paper.facts(of.others.map((o) => [sayWays([o.way]), `${sayDay(o.heldOn)}\n${o.wayText}`]));
  if (of.comments.length)
    paper.facts(
      of.comments.map((c) => [`第${c.number}条`, `${c.text}\n${ADOPTIONS[c.adoption]}：${c.answer}`]),
      0.14,
    );
  paper.signature(of.issuer, today());
  return paper.finish();
}
