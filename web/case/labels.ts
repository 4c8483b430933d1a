export const levelNames: Record<string, string> = {
  'leading-group-office': '领导小组办公室',
  'leading-group': '招商引资快速决策领导小组',
  'government-executive-meeting': '区政府常务会议',
  'party-standing-committee': '区委常委会',
};
