import { PermanentFault } from '../faults.ts';

export const MODES = { bureau: '区行政审批服务局自行勘验', joint: '会同相关部门勘验' } as const;
export type Mode = keyof typeof MODES;

export interface ModeFacts {
  technicalRequirement?: unknown;
  personnelRequirement?: unknown;
}

/** The rule's answer as a mode; anything else stops the case with a message that says what to look at. */
export function modeFrom(output: unknown, facts: ModeFacts, version: number): Mode {
  if (output === 'bureau' || output === 'joint') return output;
  const given = `技术标准要求 ${show(facts.technicalRequirement)}，人员资质要求 ${show(facts.personnelRequirement)}`;
  throw new PermanentFault(
    output === null
      ? `决策表 inspection-mode（版本 ${version}）没有与本事项相符的行：${given}。请核对受理数据和决策表，更正后重试。`
      : `决策表 inspection-mode（版本 ${version}）给出了未知的勘验方式“${show(output)}”：${given}。请更正决策表后重试。`,
  );
}

const show = (value: unknown): string =>
  value === undefined || value === null ? '（空）' : String(value).slice(0, 60);
