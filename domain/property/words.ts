/** What stands for what in disputes, decisions of owners and common income (历下政办发〔2019〕3号). */
export const SOURCES = { patrol: '日常巡察', hotline: '12345市民服务热线', visit: '来访' } as const;

export const CATEGORIES = {
  company: '物业服务质量、收费',
  committee: '业主大会、业主委员会履职',
  owners: '业主之间纠纷',
  handover: '物业服务企业退出和交接',
  building: '违章搭建、改变房屋用途',
  parking: '停车、占用通道',
  noise: '噪声、油烟',
  greening: '侵占损毁绿地',
  water: '供水、排水',
  price: '价格、计量',
  safety: '治安、消防隐患',
  rental: '房屋租赁、中介',
  income: '公共收益',
  other: '其他',
} as const;

export const LEVELS = { community: '社区', street: '街道', district: '区' } as const;
export type Level = keyof typeof LEVELS;
export const nextLevel = (level: Level): Level => (level === 'community' ? 'street' : 'district');

/** Results of the two lower levels and of the district. */
export const RESULTS = {
  settled: '已解决',
  unsettled: '未解决，提交上一级',
  beyond: '超出本级职责，提交上一级',
  directed: '明确责任单位和处理意见',
  legal: '引导仲裁、诉讼等依法解决',
} as const;
export type Result = keyof typeof RESULTS;

export const CHANNELS = { phone: '电话', visit: '当面', letter: '书面', hotline: '经12345反馈' } as const;
export const SATISFACTION = {
  satisfied: '满意',
  basic: '基本满意',
  dissatisfied: '不满意',
  unreachable: '联系不上',
} as const;

export const BODIES = {
  assembly: '业主大会',
  committee: '业主委员会',
  acting: '社区环境和物业管理委员会（代行）',
} as const;
export const DECISION_KINDS = {
  hire: '选聘、解聘物业服务企业',
  contract: '物业服务合同、收费',
  maintenance: '使用维修资金',
  income: '使用公共收益',
  rules: '管理规约、议事规则',
  election: '选举、换届',
  rebuild: '改建、改变共有部分用途',
  other: '其他重大事项',
} as const;
export const EXAMINATIONS = {
  file: '合法，准予备案',
  correct: '违法违规，责令改正',
  revoke: '违法违规，予以撤销',
} as const;
export const DECISION_STATES = { filed: '已备案', correct: '责令改正', revoked: '已撤销' } as const;
export type DecisionState = keyof typeof DECISION_STATES;
