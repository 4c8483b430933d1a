/** What may become of an approval (历下政办发〔2019〕1号 附件2 二（四）). */
export const MEASURES = { change: '变更', withdraw: '撤回', revoke: '撤销', cancel: '注销' } as const;
export type Measure = keyof typeof MEASURES;

/** The grounds of the law, by the article that they stand in. */
const OF_ARTICLE = {
  8: { 'law-changed': '依据的法律法规规章修改或废止', 'circumstances-changed': '客观情况发生重大变化' },
  69: {
    abuse: '滥用职权、玩忽职守作出',
    'ultra-vires': '超越法定职权作出',
    procedure: '违反法定程序作出',
    unqualified: '不具备申请资格或不符合法定条件',
    fraud: '以欺骗、贿赂等不正当手段取得',
  },
  70: {
    expired: '有效期届满未延续',
    incapable: '公民死亡或丧失行为能力',
    terminated: '法人或其他组织终止',
    'ended-earlier': '许可已依法撤销、撤回或证件已吊销',
    'force-majeure': '因不可抗力无法实施',
  },
} as const;

export const GROUNDS = { ...OF_ARTICLE[8], ...OF_ARTICLE[69], ...OF_ARTICLE[70] } as const;
export type Ground = keyof typeof GROUNDS;

/** 行政许可法: change and withdrawal rest on 8, revocation on 69, cancellation on 70. */
const ARTICLES: Record<Measure, keyof typeof OF_ARTICLE> = { change: 8, withdraw: 8, revoke: 69, cancel: 70 };

export const fits = (measure: Measure, ground: Ground): boolean => ground in OF_ARTICLE[ARTICLES[measure]];
export const articleOf = (measure: Measure): string => `《行政许可法》第${ARTICLE_NAMES[ARTICLES[measure]]}条`;
const ARTICLE_NAMES = { 8: '八', 69: '六十九', 70: '七十' } as const;

/** What the holder is given before a decision (rule `revocation-procedure`). */
export const PROCEDURES = {
  none: '直接办理',
  statement: '听取陈述申辩',
  'hearing-right': '告知听证权利',
  hearing: '主动组织听证',
} as const;
export type HolderProcedure = keyof typeof PROCEDURES;

export const isMeasure = (value: unknown): value is Measure => typeof value === 'string' && value in MEASURES;
