/** Ways in which the public takes part (历下政办发〔2019〕8号 一（一）). */
export const WAYS = {
  written: '公开征求意见',
  hearing: '听证座谈',
  survey: '调查研究',
  consultation: '咨询协商',
  media: '媒体沟通',
} as const;
export type Way = keyof typeof WAYS;

export const STATES = {
  announced: '即将征集',
  open: '征集中',
  closed: '已结束，正在研究',
  answered: '已公开采纳情况',
} as const;
export type State = keyof typeof STATES;

export const ADOPTIONS = { adopted: '采纳', partly: '部分采纳', declined: '未采纳' } as const;
export type Adoption = keyof typeof ADOPTIONS;

export const COMMENT_STATES = { pending: '待审核', accepted: '已通过', rejected: '未通过' } as const;
export type CommentState = keyof typeof COMMENT_STATES;

export const sayWays = (ways: readonly string[]): string => ways.map((way) => WAYS[way as Way] ?? way).join('、');
