import { z } from 'zod';

/** What the jobs of an evaluation read of its case. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

export const evaluation = {
  caseId: z.string(),
  parkId: z.string(),
  parkName: z.string(),
  operatorName: z.string(),
  department: z.string(),
  kind: z.enum(['half-year', 'annual', 'special']),
  period: text,
  periodName: z.string(),
  clue: text,
};

export const actuals = z.object({
  actualCompanies: z.number(),
  actualRevenue: z.string(),
  actualGrowth: z.number(),
  actualShare: z.number(),
  actualContribution: z.string(),
  specialMet: z.boolean(),
  specialText: text,
  text,
});
export type Actuals = z.output<typeof actuals>;

export const score = z.object({
  outcome: z.enum(['excellent', 'passed', 'failed']),
  total: z.number(),
  scores: z.array(
    z.object({ indicator: z.string(), points: z.number(), full: z.number().nullable(), reason: z.string() }),
  ),
});

export const yearReview = z.object({
  result: z.enum(['confirm', 'unfounded']),
  integrity: z.enum(['none', 'fraud-application', 'fraud-evaluation', 'breach']),
  text,
  by: text,
});

export const decided = z.object({ result: z.string(), text, by: text });
