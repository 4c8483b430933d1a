/** One of each kind of reader, and nobody. */
export const ATTACKERS = [
  'commerce.clerk',
  'commerce.head',
  'approval-bureau.clerk',
  'supervision-office.clerk',
  'investment-promotion.head',
  'development-reform.clerk',
  'monitor',
  'sysadmin',
  'secadmin',
  'auditor',
  'process-owner',
  'process-reviewer',
];
/** They would move the time under the attack, or sign it out. */
export const SKIPPED = ['post /api/demo/clock', 'delete /api/session'];
/** What no request of a demonstration can succeed with. */
export const WHY_NOT: Record<string, string> = {
  'get /api/oidc/start': 'leads away (302), and only where a provider is set; test/e2e/people',
  'get /api/oidc/callback': 'answers with 302 what a provider has sent; test/e2e/people',
};
