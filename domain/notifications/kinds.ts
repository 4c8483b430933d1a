/** What people are told of. `mark` stands in words before the subject of a mail; urgent ones cannot be silenced in the product. */
export const KINDS = {
  task: { name: '待办', mark: '待办', urgent: false },
  reminder: { name: '催办', mark: '催办', urgent: true },
  'limit-yellow': { name: '黄牌预警', mark: '预警', urgent: false },
  'limit-red': { name: '红牌超期', mark: '超期', urgent: true },
  'limit-overdue': { name: '超期提醒', mark: '超期', urgent: true },
  'limit-changed': { name: '时限变更', mark: '时限变更', urgent: false },
  card: { name: '督办牌', mark: '督办', urgent: true },
  case: { name: '事项结果', mark: '结果', urgent: false },
  copy: { name: '抄送', mark: '抄送', urgent: false },
  mention: { name: '留言提及', mark: '提及', urgent: false },
  exchange: { name: '会商和信息互通', mark: '互通', urgent: false },
  model: { name: '流程设计', mark: '流程设计', urgent: false },
  alarm: { name: '系统告警', mark: '告警', urgent: true },
} as const;

export type Kind = keyof typeof KINDS;
export const KIND_IDS = Object.keys(KINDS) as [Kind, ...Kind[]];
export const isUrgent = (kind: Kind): boolean => KINDS[kind].urgent;
