/** What a case ended with, in words. */
export const OUTCOMES: Readonly<Record<string, string>> = {
  approved: '通过',
  rejected: '不予通过',
  withdrawn: '已撤回',
  granted: '准予许可',
  refused: '不予许可',
  certified: '予以认定',
  'not-certified': '不予认定',
  excellent: '优秀',
  passed: '合格',
  failed: '不合格',
  'park-revoked': '取消园区资格',
  confirmed: '属实',
  unfounded: '不属实',
  'item-closed': '已销号',
  upheld: '维持红牌',
  revoked: '撤销红牌',
};
