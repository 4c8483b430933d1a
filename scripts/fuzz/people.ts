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
