import { missingOriginals, type OriginalKind } from '../archive/originals.ts';

/** Which original an uploaded file is: the evidence of what was done. */
export const kindsOfFiles = (files: readonly string[]): { kind: OriginalKind; ids: string[] }[] =>
  files.length ? [{ kind: 'supervision-evidence', ids: [...files] }] : [];

/** Which originals an item lacks, in words. */
export const missingOfItem = (there: readonly { kind: string | null; size: number }[]): string[] =>
  missingOriginals(
    [
      { kind: 'supervision-order', least: 1 },
      { kind: 'supervision-evidence', least: 1 },
    ],
    there,
  ).map(({ label }) => label);
