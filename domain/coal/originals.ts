import { missingOriginals, type OriginalKind } from '../archive/originals.ts';

interface Took {
  coalPower: boolean;
  planReview: { result: string; files: string[] } | null;
  energyReview: { files: string[] } | null;
  eia: { files: string[] } | null;
}

/** Which original each uploaded file is. */
export const kindsOfCoalFiles = ({ planReview, energyReview, eia }: Took): { kind: OriginalKind; ids: string[] }[] => [
  { kind: 'coal-city-opinion', ids: planReview?.files ?? [] },
  { kind: 'coal-energy-review', ids: energyReview?.files ?? [] },
  { kind: 'coal-eia', ids: eia?.files ?? [] },
];

/** Which originals a review lacks, in words: of the steps that it went through (历下政办字〔2019〕6号 二（一）). */
export const missingOfCoal = (took: Took) => (there: readonly { kind: string | null; size: number }[]) =>
  missingOriginals(
    [
      { kind: 'coal-decision', least: 1 },
      { kind: 'coal-city-opinion', least: took.coalPower && took.planReview?.result === 'agree' ? 1 : 0 },
      { kind: 'coal-energy-review', least: took.energyReview ? 1 : 0 },
      { kind: 'coal-eia', least: took.eia ? 1 : 0 },
    ],
    there,
  ).map(({ label }) => label);
