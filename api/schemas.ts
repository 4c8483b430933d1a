import { z } from 'zod';

export const Page = z.object({
  limit: z.coerce
    .number({ error: '应为 1–200 的整数' })
    .int('应为整数')
    .min(1, '至少为 1')
    .max(200, '至多为 200')
    .default(20),
  offset: z.coerce
    .number({ error: '应为非负整数' })
    .int('应为整数')
    .min(0, '不能为负')
    .max(10_000_000, '过大')
    .default(0),
});
export const Flag = z
  .enum(['true', 'false', '1', '0'], { error: '应为 true 或 false' })
  .transform((v) => v === 'true' || v === '1');
/** A day of Asia/Shanghai. */
export const Day = z.iso
  .date('应为日期，如 2026-02-27')
  .refine((d) => d >= '1900-01-01', { error: '应为 1900 年以后的日期' });
export const Reason = z.string({ error: '请填写理由' }).trim().min(2, '理由至少 2 个字').max(500, '理由至多 500 个字');
export const Variables = z.record(z.string(), z.unknown(), { error: 'variables 应为对象' });
/** Key of the engine: decimal digits of a 64-bit integer. Anything else exists nowhere. */
export const isKey = (text: string): boolean => /^\d{1,19}$/.test(text) && BigInt(text) < 2n ** 63n;
