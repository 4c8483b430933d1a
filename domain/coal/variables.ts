import { z } from 'zod';
import { SOURCE_KINDS } from './replacement.ts';
import { parseTons } from './tons.ts';

const text = z.string().nullish();
/** What the start and the forms keep: number or decimal text. */
export const tons = z.unknown().transform((value, ctx): string => {
  const amount = parseTons(value);
  if (amount !== null) return amount;
  ctx.addIssue('应为最多四位小数的数量');
  return z.NEVER;
});
export const source = z.object({
  name: z.string(),
  kind: z.enum(Object.keys(SOURCE_KINDS) as [keyof typeof SOURCE_KINDS]),
  amount: tons,
  year: z.number(),
});
export const planReview = z.object({ result: z.enum(['agree', 'return', 'refuse']), ratio: tons, text, by: text });
export const project = {
  caseId: z.string(),
  filingUnit: z.string(),
  projectName: z.string(),
  projectUnit: z.string(),
  startYear: z.number(),
  annualCoal: tons,
  replacementRatio: tons,
  sources: z.array(source),
};
const review = <T extends [string, ...string[]]>(results: T) =>
  z.object({ result: z.enum(results), number: text, text, by: text }).nullish();
export const energyReview = review(['pass', 'refuse']);
export const eia = review(['contains', 'missing']);
export const decision = z.object({ result: z.enum(['approve', 'refuse']), text, by: text }).nullish();
export const completion = z.object({ result: z.enum(['resubmit', 'give-up']), text, by: text }).nullish();
