import { now } from '../clock.ts';
import { officialLetter } from '../documents/official-letter.ts';
import { officialDate } from '../documents/text.ts';
import { COURT, REVIEWER } from '../documents/remedies.ts';
import { articleOf, type Ground, GROUNDS, type HolderProcedure, type Measure, MEASURES } from './measures.ts';

const BUREAU = '济南市历下区行政审批服务局';

interface Approval {
  caseId: string;
  matter: string;
  applicant: string;
  decisionNumber: string | null;
  decidedOn: string;
}

const today = () => ({ createdAt: now().toISO() ?? '', issuedOn: now().toISODate() ?? '' });
/** “食品经营许可”（历下审〔2026〕1号，2026年3月2日） */
const named = ({ matter, decisionNumber, decidedOn }: Approval): string =>
  `“${matter}”（${[decisionNumber, officialDate(decidedOn) ?? decidedOn].filter(Boolean).join('，')}）`;

/** 提请函: the department's formal letter. */
export const requestPaper = (a: Approval, measure: Measure, text: string, unit: string): Promise<Buffer> =>
  officialLetter({
    caseId: a.caseId,
    ...today(),
    title: `关于提请${MEASURES[measure]}行政许可的函`,
    number: a.caseId,
    to: BUREAU,
    paragraphs: [
      `被许可人${a.applicant}的行政许可${named(a)}，在日常监管中发现问题，提请依法${MEASURES[measure]}。`,
      text,
    ],
    items: [['依据材料', '随函附送']],
    issuer: unit,
  });

const RIGHTS: Record<Exclude<HolderProcedure, 'none'>, string> = {
  statement: '您有权进行陈述、申辩，请自收到本告知书之日起5日内提出。',
  'hearing-right': '您有权进行陈述、申辩；要求听证的，请自收到本告知书之日起5日内提出申请，不承担组织听证的费用。',
  hearing: '本机关将依法组织听证，时间、地点另行通知；您有权进行陈述、申辩。',
};

/** 拟处理告知书 (行政许可法 7, 46, 47). */
export const noticePaper = (
  a: Approval,
  v: { measure: Measure; ground: Ground; text: string },
  procedure: Exclude<HolderProcedure, 'none'>,
): Promise<Buffer> =>
  officialLetter({
    caseId: a.caseId,
    ...today(),
    title: `拟${MEASURES[v.measure]}行政许可告知书`,
    number: `${a.caseId}-告`,
    to: a.applicant,
    paragraphs: [`经核实，本机关拟${MEASURES[v.measure]}您取得的行政许可${named(a)}。`],
    items: [
      ['事实和理由', v.text],
      ['依据', `${articleOf(v.measure)}（${GROUNDS[v.ground]}）`],
      ['您的权利', RIGHTS[procedure]],
    ],
    issuer: BUREAU,
  });

/** 处理决定书, with where the holder may turn (行政许可法 38). */
export const decisionPaper = (
  a: Approval,
  d: { measure: Measure; number: string | null; text: string; compensation: string | null },
  ground: Ground,
): Promise<Buffer> =>
  officialLetter({
    caseId: a.caseId,
    ...today(),
    title: `${MEASURES[d.measure]}行政许可决定书`,
    number: d.number ?? a.caseId,
    to: a.applicant,
    paragraphs: [`本机关决定${MEASURES[d.measure]}您取得的行政许可${named(a)}。`],
    items: [
      ['理由', d.text],
      ['依据', `${articleOf(d.measure)}（${GROUNDS[ground]}）`],
      ...(d.compensation ? ([['补偿', d.compensation]] as [string, string][]) : []),
      [
        '救济途径',
        `对本决定不服的，可以自收到之日起60日内向${REVIEWER}申请行政复议，或者自收到之日起6个月内向${COURT}提起行政诉讼。`,
      ],
    ],
    issuer: BUREAU,
  });

/** 处理结果告知函: what became of the department's request. */
export const answerPaper = (a: Approval, result: string, reason: string, unit: string): Promise<Buffer> =>
  officialLetter({
    caseId: a.caseId,
    ...today(),
    title: '关于行政许可处理结果的告知函',
    number: `${a.caseId}-复`,
    to: unit,
    paragraphs: [`贵单位提请处理${a.applicant}的行政许可${named(a)}的函收悉，经核实，处理结果如下。`],
    items: [
      ['处理结果', result],
      ['理由', reason],
    ],
    issuer: BUREAU,
  });
