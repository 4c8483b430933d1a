import { z } from 'zod';
import { Clauses } from './agreement.ts';

/** What the jobs of a certification read of its case. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

export const files = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

export const park = {
  caseId: z.string(),
  parkName: z.string(),
  kind: z.enum(['government-led', 'society-led']),
  buildingCluster: z.boolean(),
  leadingIndustry: z.string(),
  industryName: z.string(),
  department: z.string(),
  leadingIndustryShare: z.number(),
  usableArea: z.number(),
  operator: z.looseObject({ name: z.string() }),
  areaException: text,
};
export const agreement = Clauses.extend({ targets: z.record(z.string(), z.unknown()) });
export const signing = Clauses.extend({
  signedOn: z.string(),
  departmentSignatory: z.string(),
  operatorSignatory: z.string(),
  files,
});
export const meeting = z.object({
  at: z.string(),
  place: z.string(),
  departments: z.array(z.string()),
  agenda: z.string(),
});
export const votes = z.array(
  z.object({ department: z.string(), vote: z.enum(['agree', 'disagree', 'abstain']), text }),
);
export const minutes = z.object({ heldOn: z.string(), chair: z.string(), text: z.string(), files });
export const certificate = z.object({ number: z.string(), code: z.string(), on: z.string() });
export const filing = z.object({ number: text });
