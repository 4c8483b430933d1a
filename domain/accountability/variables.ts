import { z } from 'zod';
import { consequenceKeys, measureKeys, situationKeys } from './situations.ts';

/** What the jobs of an accountability case read of it. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const fileIds = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const measure = z
  .enum(measureKeys)
  .nullish()
  .transform((value) => value ?? null);

export const accountabilityOf = {
  caseId: z.string(),
  person: z.string(),
  sourceCase: text,
  sourceTitle: text,
  situation: z.enum(situationKeys),
  consequence: z.enum(consequenceKeys),
  provision: text,
  facts: z.string(),
  investigator: z.string(),
  concluder: z.string(),
  reviewer: z.string(),
};
export const acceptance = z.object({
  result: z.enum(['accept', 'decline']),
  consequence: z.enum(consequenceKeys),
  text,
  by: text,
});
export const statement = z.object({ given: z.enum(['given', 'waived', 'lapsed']), text, files: fileIds, by: text });
export const findings = z.object({
  consequence: z.enum(consequenceKeys),
  text: z.string(),
  answered: text,
  proposal: z.enum(['hold', 'none']),
  files: fileIds,
  by: text,
});
export const conclusion = z.object({ result: z.enum(['hold', 'none', 'return']), measure, text: z.string(), by: text });
export const appeal = z.object({ choice: z.enum(['accept', 'appeal', 'lapsed']), text, files: fileIds, by: text });
export const review = z.object({ result: z.enum(['uphold', 'change', 'revoke']), measure, text: z.string(), by: text });
export type Conclusion = z.output<typeof conclusion>;
export type Review = z.output<typeof review>;
export type Statement = z.output<typeof statement>;
export type Appeal = z.output<typeof appeal>;
