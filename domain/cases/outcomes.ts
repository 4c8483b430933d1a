/** What a case ended with, in words. */
export const OUTCOMES: Readonly<Record<string, string>> = {
  approved: '通过',
  rejected: '不予通过',
  withdrawn: '已撤回',
  granted: '准予许可',
  refused: '不予许可',
  certified: '予以认定',
  'not-certified': '不予认定',
  upheld: '维持红牌',
  revoked: '撤销红牌',
};
