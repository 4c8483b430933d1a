import { z } from 'zod';
import type { MeetingKind } from './facts.ts';
import { MEETING_KINDS } from './facts.ts';

/** What the jobs of consultations and meetings read of their cases. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

export const consultationOf = {
  caseId: z.string(),
  subject: z.string(),
  filingUnit: z.string(),
  content: z.string(),
  departments: z.array(z.string()),
};
export const letter = z.object({ text: z.string(), days: z.number() });
export const reply = z.object({ position: z.enum(['agree', 'conditional', 'disagree']), text: z.string() });

export const meetingOf = {
  caseId: z.string(),
  subject: z.string(),
  kind: z.enum(Object.keys(MEETING_KINDS) as [MeetingKind, ...MeetingKind[]]),
  filingUnit: z.string(),
  organiser: z.string(),
  chairPost: z.string(),
};
export const convening = z.object({ result: z.enum(['approve', 'decline']), leader: text, duties: text });
export const meeting = z.object({
  at: z.string(),
  place: z.string(),
  units: z.array(z.string()),
  agenda: text,
  materials: z.array(z.string()),
  notes: text,
});
export const minutes = z.object({
  heldOn: z.string(),
  attended: z.array(z.string()),
  absentNote: text,
  text: z.string(),
});
export const decisions = z.array(z.object({ matter: z.string(), unit: z.string(), days: z.number() }));
