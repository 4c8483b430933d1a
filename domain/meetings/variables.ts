import { z } from 'zod';

const Text = z
  .string()
  .nullish()
  .transform((v) => v ?? null);

/** What the papers of a meeting read of its case. */
export const MeetingVariables = z.object({
  caseId: z.string(),
  subject: z.string(),
  topics: Text,
  agenda: z.array(z.object({ caseId: z.string(), subject: z.string(), unit: Text, step: z.string() })),
  meeting: z.object({
    at: z.string(),
    place: z.string(),
    chair: z.string(),
    attendees: z.array(z.string()),
    topics: Text,
    notes: Text,
  }),
});
