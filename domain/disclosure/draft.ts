import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** What the form of a draft keeps, as the jobs read it. */
export const draft = z.object({
  draft: z.array(z.string()),
  basisText: z.string(),
  basis: z.array(z.string()),
  explanation: z.string(),
  beginsOn: z.string(),
  endsOn: z.string(),
  urgent: z.enum(['no', 'yes']),
  urgentReason: text,
});
export const adoption = z.object({
  text: z.string(),
  others: z.array(z.object({ way: z.string(), heldOn: z.string(), wayText: z.string() })),
});
