import { parkReport } from '../documents/park-report.ts';
import { now } from '../clock.ts';
import type { Actuals } from './evaluation-variables.ts';
import { GROUNDS, type Ground } from './ledger.ts';
import { ISSUER } from './papers.ts';
import { OUTCOME_NAMES, type Score } from './score.ts';

export interface ReportOf {
  caseId: string;
  parkName: string;
  operatorName: string;
  kind: 'half-year' | 'annual' | 'special';
  periodName: string;
  clue: string | null;
  halfYears: string | null;
  actuals: Actuals | null;
  score: Score | null;
  review: { result: string; integrity: Ground | 'none'; text: string | null } | null;
  consequence: 'none' | 'rectify' | 'revoke';
}

const FOLLOWS = { rectify: '制定整改措施，限期整改。', revoke: '连续两年不合格，提请取消产业园区资格。' };

/** The report of a half-year is the department's, that of a year and of a check the office's (第十条（一）（二）). */
export function reportPaper(of: ReportOf, departmentName: string): Promise<Buffer> {
  const at = now();
  const { score, actuals, review } = of;
  const kind = { 'half-year': '评价报告', annual: '综合评价报告', special: '报告' }[of.kind];
  const finding =
    review &&
    (review.integrity === 'none'
      ? '未发现弄虚作假和违反协议约定的情形。'
      : `${GROUNDS[review.integrity]}，追缴已兑现的产业资金。`);
  const sections: [string, string | null | undefined][] = [
    ['核查线索', of.clue],
    ['评价说明', actuals?.text],
    ['特色指标', actuals?.specialText],
    ['综合评价意见', review?.text],
    ['弄虚作假和违约核查', finding],
    ['处理', of.consequence === 'none' ? null : FOLLOWS[of.consequence]],
  ];
  return parkReport({
    caseId: of.caseId,
    createdAt: at.toISO() ?? '',
    title: `${of.parkName}${of.periodName}${kind}`,
    facts: [
      ['园区', of.parkName],
      ['运营机构', of.operatorName],
      ['产业主管部门', departmentName],
      ['考核期', of.periodName],
      ...(of.halfYears ? [['半年报告', of.halfYears] as [string, string]] : []),
    ],
    scores: (score?.scores ?? []).map(({ reason, points, full }) => ({
      reason,
      points: full === null ? '不计分' : `${points}/${full}分`,
    })),
    result: score && `${OUTCOME_NAMES[score.outcome]}，得分${score.total}。`,
    sections: sections.flatMap(([title, text]) => (text ? [{ title, text }] : [])),
    issuer: of.kind === 'half-year' ? departmentName : ISSUER,
    on: at.toISODate() ?? '',
  });
}
