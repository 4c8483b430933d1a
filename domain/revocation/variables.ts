import { z } from 'zod';
import { type Ground, GROUNDS, type Measure, MEASURES } from './measures.ts';

/** What the jobs of a revocation read of its case. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const measure = z.enum(Object.keys(MEASURES) as [Measure, ...Measure[]]);

export const revocationOf = {
  caseId: z.string(),
  approvalCase: z.string(),
  matter: z.string(),
  applicant: z.string(),
  decisionNumber: text,
  decidedOn: z.string(),
  filingUnit: z.string(),
  requestedMeasure: measure,
};
export const verification = z.object({
  result: z.enum(['proceed', 'supplement', 'unfounded']),
  measure,
  ground: z.enum(Object.keys(GROUNDS) as [Ground, ...Ground[]]),
  text: z.string(),
});
export const decision = z.object({
  result: z.enum(['take', 'maintain']),
  measure,
  number: text,
  text: z.string(),
  compensation: text,
  by: text,
});
