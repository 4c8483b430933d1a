import type { Deadline } from '../client/types.ts';

/** What the head of the leading unit may do with the limits of a case. */
export const ACTS = {
  suspend: { title: '中止计时', confirm: '确认中止', done: '已中止计时' },
  resume: { title: '恢复计时', confirm: '确认恢复', done: '已恢复计时' },
  extend: { title: '延长时限', confirm: '确认延长', done: '已延长时限' },
} as const;
export type Act = keyof typeof ACTS;

/** The limits that the act can concern; the server decides again. */
export function limitsFor(act: Act, deadlines: Deadline[]): Deadline[] {
  const runs = (d: Deadline) => d.state === 'running' || d.state === 'warned';
  if (act === 'resume') return deadlines.filter((d) => d.state === 'suspended');
  if (act === 'suspend') return deadlines.filter(runs);
  return deadlines.filter((d) => (runs(d) || d.state === 'suspended') && d.extendedBy === 0);
}

export interface Filled {
  limits?: string[];
  limit?: string;
  workingDays?: number;
  reason?: string;
  basis?: string;
}

/** The body that the API takes; without a choice of obligations all that run are meant. */
export function bodyOf(act: Act, filled: Filled, offered: Deadline[]): object {
  const reason = filled.reason?.trim() ?? '';
  if (act === 'extend') {
    const limit = offered.find((d) => d.id === filled.limit);
    const { obligation = '', subject = null } = limit ?? {};
    return { obligation, ...(subject ? { subject } : {}), workingDays: filled.workingDays, reason };
  }
  const chosen = filled.limits ?? [];
  const obligations = [...new Set(offered.map((d) => d.obligation))];
  const some = chosen.length < obligations.length ? { obligations: chosen } : {};
  if (act === 'resume') return { ...(reason ? { reason } : {}), ...some };
  return { reason, basis: filled.basis?.trim() ?? '', ...some };
}

/** Field of the form that an error of the API is about. */
export const fieldOf = (path: string): keyof Filled => {
  const name = path.split('.')[0];
  if (name === 'obligations') return 'limits';
  if (name === 'obligation' || name === 'subject') return 'limit';
  return name === 'workingDays' || name === 'basis' ? name : 'reason';
};
