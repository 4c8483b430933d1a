/** For what somebody answers (历下政办发〔2019〕1号 附件2 四), in short, and what each must have caused. */
export const SITUATIONS = {
  'decision-ignored': '（一）不执行会商决定',
  'cooperation-refused': '（二）拒不配合、推诿拖延勘验论证',
  'inspection-unlawful': '（三）违反程序、条件、标准勘验',
  'information-withheld': '（四）不及时通报审批或监管信息',
  'other-breach': '（五）其他违法违规行为',
} as const;
export type Situation = keyof typeof SITUATIONS;

export const CONSEQUENCES = {
  'approval-delayed': '贻误行政审批实施',
  'supervision-impaired': '影响监管',
  'approval-late': '审批超时',
  'bad-influence': '不良影响',
  'grave-error': '行政审批重大失误',
  'grave-consequence': '严重后果',
  'rights-supervision': '影响监管工作并损害合法权益',
  'rights-approval': '影响审批实施并损害合法权益',
  other: '影响行政秩序和行政效率',
} as const;
export type Consequence = keyof typeof CONSEQUENCES;

/** The notice's own pairs: without one of them nobody answers for the situation. */
const OF_SITUATION: Record<Situation, readonly Consequence[]> = {
  'decision-ignored': ['approval-delayed', 'supervision-impaired'],
  'cooperation-refused': ['approval-late', 'bad-influence'],
  'inspection-unlawful': ['grave-error', 'grave-consequence'],
  'information-withheld': ['rights-supervision', 'rights-approval'],
  'other-breach': ['other'],
};
export const fits = (situation: Situation, consequence: Consequence): boolean =>
  OF_SITUATION[situation].includes(consequence);
/** Each consequence belongs to one situation, so it says both. */
export const situationOf = (consequence: Consequence): Situation => {
  const found = (Object.keys(OF_SITUATION) as Situation[]).find((situation) => fits(situation, consequence));
  if (!found) throw new Error(`no situation has ${consequence}`);
  return found;
};
export const FINDINGS = Object.fromEntries(
  Object.entries(CONSEQUENCES).map(([key, name]) => [key, `${SITUATIONS[situationOf(key as Consequence)]}：${name}`]),
) as Record<Consequence, string>;
export const consequencesOf = (situation: Situation): string =>
  OF_SITUATION[situation].map((c) => CONSEQUENCES[c]).join('、');

/** The notice leaves the measure to law; these are our names for what is usual. */
export const MEASURES = {
  criticism: '批评教育',
  review: '责令作出书面检查',
  notice: '通报批评',
  transfer: '移送有权机关依法处理',
} as const;
export type Measure = keyof typeof MEASURES;

export const RESULTS = { hold: '予以追究', none: '不予追究', return: '退回补充调查' } as const;
export const REVIEWS = { uphold: '维持结论', change: '变更处理', revoke: '撤销结论，不予追究' } as const;

const keys = <T extends object>(of: T) => Object.keys(of) as [keyof T, ...(keyof T)[]];
export const situationKeys = keys(SITUATIONS);
export const consequenceKeys = keys(CONSEQUENCES);
export const measureKeys = keys(MEASURES);
