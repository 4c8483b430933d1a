import { type Opinion, Paper } from './paper.ts';
import { cell, label, type Row } from './table.ts';
import { officialDate, officialMoney } from './text.ts';

/** One of the three opinion boxes; what is null is left empty, to be written by hand. */
export type FormOpinion = Omit<Opinion, 'title'>;

export interface FilingFormFacts {
  caseId: string;
  /** Business time of the step that makes the form, ISO: the same step makes the same bytes. */
  createdAt: string;
  unit: string;
  /** YYYY-MM-DD. */
  filedOn: string;
  subject: string;
  content: string;
  departments: string[];
  contactName: string;
  contactPhone: string;
  leaderOpinion: FormOpinion | null;
  bureauOpinion: FormOpinion | null;
  officeOpinion: FormOpinion | null;
  /** What decides the level, and the materials: on a sheet of their own behind the form. */
  annex?: {
    itemsBeyondPolicy: number;
    /** Yuan, decimal string. */
    annualRewardBeyondPolicy: string;
    districtWideMajor: boolean;
    beyondLeadingGroup: string;
    level: string | null;
    materials: { name: string; essential: boolean; provided: boolean; promisedBy: string | null }[];
  };
}

const EMPTY: FormOpinion = { text: null, signedBy: null, on: null };

/** 《快速决策申报表》 as on paper (历下政发〔2019〕1号 附件3). */
export async function filingForm(facts: FilingFormFacts): Promise<Buffer> {
  const paper = new Paper({ title: '快速决策申报表', createdAt: facts.createdAt, mark: facts.caseId });
  paper.title('快速决策申报表');
  paper.ends(`单位（盖章）：${facts.unit}`, officialDate(facts.filedOn) ?? facts.filedOn);
  const wide = (name: string, text: string, minHeight: number, indent = 0): Row => ({
    cells: [label(name), { body: [{ text, indent }], span: 3, middle: indent === 0 }],
    minHeight,
  });
  paper.table(
    [0.18, 0.34, 0.14, 0.34],
    [
      wide('事项名称', facts.subject, 40),
      wide('事项内容', facts.content, 170, 2),
      wide('涉及部门', facts.departments.join('、'), 48),
      { cells: [label('联系人'), cell(facts.contactName), label('电话'), cell(facts.contactPhone)], minHeight: 34 },
    ],
  );
  paper.opinions([
    { title: '单位主要领导意见', ...(facts.leaderOpinion ?? EMPTY) },
    { title: '区投资促进局意见', ...(facts.bureauOpinion ?? EMPTY) },
  ]);
  paper.opinions([{ title: '快速决策领导小组办公室意见', ...(facts.officeOpinion ?? EMPTY) }], 130);
  if (facts.annex) annexSheet(paper, facts.annex);
  return paper.finish();
}

function annexSheet(paper: Paper, annex: NonNullable<FilingFormFacts['annex']>): void {
  paper.newPage();
  paper.subtitle('附：决策权限与材料');
  paper.facts(
    [
      ['超出政策规定的事项数', `${annex.itemsBeyondPolicy}项`],
      ['超出政策奖励资金年均', officialMoney(annex.annualRewardBeyondPolicy) ?? annex.annualRewardBeyondPolicy],
      ['事关全区发展', annex.districtWideMajor ? '是' : '否'],
      ['超出领导小组权限', annex.beyondLeadingGroup],
      ['决策层级', annex.level ?? ''],
    ],
    0.34,
  );
  paper.space(14);
  paper.table(
    [0.1, 0.46, 0.14, 0.3],
    annex.materials.map((m, i) => ({
      cells: [
        cell(String(i + 1), { align: 'center' }),
        cell(m.name),
        cell(m.essential ? '要件' : '非要件', { align: 'center' }),
        cell(standing(m), { align: 'center' }),
      ],
    })),
    { cells: ['序号', '材料名称', '类别', '提交情况'].map(label) },
  );
}

function standing(m: { provided: boolean; promisedBy: string | null }): string {
  if (m.provided) return '已提供';
  return m.promisedBy ? `容缺，${officialDate(m.promisedBy) ?? m.promisedBy}前补报` : '未提供';
}
