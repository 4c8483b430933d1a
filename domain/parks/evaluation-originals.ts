import { z } from 'zod';
import { missingOriginals as missingKinds, type OriginalKind } from '../archive/originals.ts';
import { files } from './variables.ts';

/** What of an evaluation tells whether its originals are together. */
export const EvaluationArchiveFacts = z.object({
  caseId: z.string(),
  kind: z.enum(['half-year', 'annual', 'special']),
  actuals: z.object({ files }).nullish(),
  revocation: z.object({ result: z.string() }).nullish(),
  clawback: z.object({ dueOn: z.string().nullish() }).nullish(),
});
export type EvaluationArchiveFacts = z.output<typeof EvaluationArchiveFacts>;

/** Which original an uploaded file is: the evidence of what was reached. */
export function kindsOfFiles({ actuals }: EvaluationArchiveFacts): { kind: OriginalKind; ids: string[] }[] {
  return actuals?.files.length ? [{ kind: 'park-actuals', ids: actuals.files }] : [];
}

/** Which originals are missing, in words: a report always, evidence of a period, decisions where they were taken. */
export function missingOriginals(
  { kind, revocation, clawback }: EvaluationArchiveFacts,
  there: readonly { kind: string | null; size: number }[],
): string[] {
  return missingKinds(
    [
      { kind: 'park-actuals', least: kind === 'special' ? 0 : 1 },
      { kind: 'park-report', least: 1 },
      { kind: 'park-revocation', least: revocation?.result === 'revoke' ? 1 : 0 },
      // Where nothing was paid, nothing is claimed back.
      { kind: 'park-clawback', least: clawback?.dueOn ? 1 : 0 },
    ],
    there,
  ).map(({ label }) => label);
}
