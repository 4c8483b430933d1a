import { z } from 'zod';
import { missingOriginals as missingKinds, type OriginalKind } from '../archive/originals.ts';
import { files } from './variables.ts';

/** What of a case tells whether its originals are together. */
export const ParkArchiveFacts = z.object({
  caseId: z.string(),
  applicationMaterials: z.object({ files }).nullish(),
  agreement: z.looseObject({}).nullish(),
  meeting: z.looseObject({}).nullish(),
  minutes: z.object({ files }).nullish(),
  signing: z.object({ files }).nullish(),
  certificate: z.looseObject({}).nullish(),
});
export type ParkArchiveFacts = z.output<typeof ParkArchiveFacts>;

/** Which original an uploaded file is: by the step that it was handed in at. */
export function kindsOfFiles(facts: ParkArchiveFacts): { kind: OriginalKind; ids: string[] }[] {
  const found: [OriginalKind, string[] | undefined][] = [
    ['park-application', facts.applicationMaterials?.files],
    ['park-agreement', facts.signing?.files],
  ];
  return found.flatMap(([kind, ids]) => (ids?.length ? [{ kind, ids }] : []));
}

/** Which originals are missing, in words: of the steps that the case has come through. */
export function missingOriginals(
  facts: ParkArchiveFacts,
  there: readonly { kind: string | null; size: number }[],
): string[] {
  const least = (passed: unknown): number => (passed ? 1 : 0);
  return missingKinds(
    [
      { kind: 'park-application', least: 1 },
      { kind: 'park-agreement-draft', least: least(facts.agreement) },
      { kind: 'meeting-notice', least: least(facts.meeting) },
      { kind: 'minutes', least: least(facts.minutes) },
      { kind: 'park-agreement', least: least(facts.signing) },
      { kind: 'park-certificate', least: least(facts.certificate) },
    ],
    there,
  ).map(({ label }) => label);
}
