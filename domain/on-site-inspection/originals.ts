import { z } from 'zod';
import { missingOriginals as missingKinds, type OriginalKind } from '../archive/originals.ts';

const files = z.array(z.string()).nullish();

/** What of a case tells whether its originals are together. */
export const InspectionArchiveFacts = z.object({
  caseId: z.string(),
  inspectionRequired: z.boolean(),
  expertReviewRequired: z.boolean(),
  receipt: z.object({ files }).nullish(),
  decisionService: z.object({ files }).nullish(),
  inspection: z.object({ departments: z.array(z.string()).nullish(), photos: files }).nullish(),
  inspectionOpinions: z.array(z.object({ letter: files })).nullish(),
  review: z.object({ files }).nullish(),
  reviewConclusion: z.object({ files }).nullish(),
});
export type InspectionArchiveFacts = z.output<typeof InspectionArchiveFacts>;

/** Which original an uploaded file is: by the step that it was handed in at. */
export function kindsOfFiles(facts: InspectionArchiveFacts): { kind: OriginalKind; ids: string[] }[] {
  const letters = (facts.inspectionOpinions ?? []).flatMap(({ letter }) => letter ?? []);
  const found: [OriginalKind, string[] | null | undefined][] = [
    ['service-receipt', facts.receipt?.files],
    ['service-receipt', facts.decisionService?.files],
    ['inspection-photo', facts.inspection?.photos],
    ['inspection-opinion', letters],
    ['review-conclusion', facts.reviewConclusion?.files],
  ];
  return found.flatMap(([kind, ids]) => (ids?.length ? [{ kind, ids }] : []));
}

/** Which originals are missing, in words (历下政办发〔2019〕1号 附件2 二（五）). */
export function missingOriginals(
  facts: InspectionArchiveFacts,
  there: readonly { kind: string | null; size: number }[],
): string[] {
  const missing = missingKinds(
    [
      { kind: 'acceptance-notice', least: 1 },
      { kind: 'inspection-record', least: facts.inspectionRequired ? 1 : 0 },
      { kind: 'licence-decision', least: 1 },
    ],
    there,
  ).map(({ label }) => label);
  const need = (found: unknown, name: string) => {
    if (!found) missing.push(name);
  };
  need(facts.receipt?.files?.length, '受理通知书送达回证');
  need((facts.inspectionOpinions?.length ?? 0) >= (facts.inspection?.departments?.length ?? 0), '部门勘验意见');
  if (facts.expertReviewRequired) need(facts.reviewConclusion, '专家论证结论');
  need(facts.decisionService?.files?.length, '许可决定书送达回证');
  return missing;
}
