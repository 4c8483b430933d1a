import { z } from 'zod';

/** Variables of an item as the workers read them. */

const text = z.string().nullish();
const by = text;
const units = z.array(z.string());
const files = units.nullish().transform((ids) => ids ?? []);

export const item = {
  caseId: z.string(),
  measureId: z.string(),
  measureText: z.string(),
  article: z.string(),
  sourceNumber: z.string(),
  taskTitle: z.string(),
  period: text,
};
export const order = z.object({
  lead: z.string(),
  support: units,
  closeOn: z.string(),
  cycle: z.enum(['once', 'month', 'quarter']),
  text: text.transform((v) => v ?? null),
  by: by.transform((v) => v ?? null),
});
export const issuedOrder = order.extend({ units, closeDays: z.number() });
export const signatures = z.array(z.object({ unit: z.string(), result: z.enum(['accept', 'decline']), text, by }));
export const feedbackRound = z.object({ round: z.number(), dueOn: z.string(), workingDays: z.number(), units });
export const feedbacks = z.array(z.object({ unit: z.string(), progress: z.number(), text: z.string(), files, by }));
export const review = z.object({
  result: z.enum(['close', 'continue', 'return']),
  text,
  units: units.nullish(),
  by,
});
export const closure = z.object({ result: z.enum(['approve', 'return']), text, by });
export const evaluation = z.object({ score: z.number(), text, by });
