import { PermanentFault } from '../faults.ts';

export const LEVELS = [
  'leading-group-office',
  'leading-group',
  'government-executive-meeting',
  'party-standing-committee',
] as const;
export type Level = (typeof LEVELS)[number];

/** What the rule reads of a case (历下政发〔2019〕1号 第二条). */
export interface LevelFacts {
  itemsBeyondPolicy?: unknown;
  annualRewardBeyondPolicy?: unknown;
  districtWideMajor?: unknown;
  beyondLeadingGroup?: unknown;
}

/** The rule's answer as a level; anything else stops the case with a message that says what to look at. */
export function levelFrom(output: unknown, facts: LevelFacts, version: number): Level {
  const level = LEVELS.find((known) => known === output);
  if (level) return level;
  const given =
    `超出事项数 ${show(facts.itemsBeyondPolicy)}，年均奖励资金 ${show(facts.annualRewardBeyondPolicy)} 元，` +
    `事关全区 ${show(facts.districtWideMajor)}，超出领导小组权限 ${show(facts.beyondLeadingGroup)}`;
  throw new PermanentFault(
    output === null
      ? `决策表 decision-level（版本 ${version}）没有与本事项相符的行：${given}。请核对申报数据和决策表，更正后重试。`
      : `决策表 decision-level（版本 ${version}）给出了未知的决策层级“${show(output)}”：${given}。请更正决策表后重试。`,
  );
}

const show = (value: unknown): string =>
  value === undefined || value === null ? '（空）' : String(value).slice(0, 60);
