import { compareTons, sumOf, type Tons, timesOf } from './tons.ts';

export const SOURCE_KINDS = {
  closure: '关停淘汰',
  retrofit: '节能改造',
  'clean-energy': '清洁能源替代',
  other: '其他',
} as const;

export interface Source {
  name: string;
  kind: keyof typeof SOURCE_KINDS;
  amount: Tons;
  /** From which it saves coal. */
  year: number;
}

export interface Replacement {
  /** Coal times the ratio that counts; up to 8 decimals. */
  required: string;
  provided: Tons;
  met: boolean;
  text: string;
}

/**
 * Whether the sources replace the coal of a project (历下政办字〔2019〕6号 第二部分第一条): `required` is the ratio that the reviewing department
 * set, where it has; the declared one may not be lower.
 */
export function weighReplacement(
  coal: Tons,
  declared: Tons,
  sources: readonly Source[],
  required: Tons | null,
): Replacement {
  const ratio = required ?? declared;
  const needed = timesOf(coal, ratio);
  const provided = sumOf(sources.map(({ amount }) => amount));
  const tooLow = compareTons(declared, ratio) < 0;
  const tooLittle = compareTons(provided, needed) < 0;
  const said = [
    `按替代比例${ratio}应替代${needed}万吨，替代源共${provided}万吨`,
    ...(tooLow ? [`申报的替代比例${declared}低于应执行的${ratio}`] : []),
    ...(tooLittle ? ['替代量不足'] : []),
  ].join('；');
  return { required: needed, provided, met: !tooLow && !tooLittle, text: said };
}
