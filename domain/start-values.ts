import { z } from 'zod';
import { parseMoney } from './money.ts';
import { isStorable } from './text.ts';

/** What start variables of every procedure are made of, with the complaints that stand at their fields. */

export const text = (label: string, max: number) =>
  z
    .string({ error: `${label}必须填写` })
    .transform((value) => value.replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .min(1, `${label}必须填写`)
        .max(max, `${label}不能超过${max}个字`)
        .refine(isStorable, `${label}含有不能保存的控制字符`),
    );

/** A real day, `YYYY-MM-DD`. */
export const day = (label: string) => z.iso.date({ error: `${label}应为真实日期，格式如 2026-02-13` });

export const yesNo = (label: string) => z.boolean({ error: `${label}只能是“是”或“否”` });

/** Yuan, exactly or not at all. */
export const money = (label: string) =>
  z.unknown().transform((value, ctx): string => {
    const amount = parseMoney(value);
    if (amount !== null) return amount;
    ctx.addIssue(`${label}应为不小于0、小于10万亿元的金额，最多两位小数`);
    return z.NEVER;
  });

export const PHONE = /^[+(（]?\d[\d ()（）转-]{0,28}$/;

export const unitOf = (units: ReadonlySet<string>, label: string) =>
  z.string({ error: `${label}必须选择` }).refine((id) => units.has(id), { error: `${label}不在单位名录中` });

/** At least one unit, none twice. */
export const unitsOf = (units: ReadonlySet<string>, label: string) =>
  z
    .array(unitOf(units, label), { error: `${label}必须选择` })
    .min(1, `至少选择一个${label}`)
    .max(30, `${label}不能超过30个`)
    .refine((list) => new Set(list).size === list.length, `${label}不能重复`);

/** What an empty field of a page sends. */
export const blankIsNothing = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

export function unknownKeys(issue: { code?: string | undefined; keys?: unknown }): string | undefined {
  return issue.code === 'unrecognized_keys'
    ? `没有这些字段：${(issue.keys as string[]).join('、').slice(0, 200)}`
    : undefined;
}
