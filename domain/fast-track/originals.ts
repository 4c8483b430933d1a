import { z } from 'zod';
import { fastTrackOriginals, missingOriginals as missingKinds, type OriginalKind } from '../archive/originals.ts';

const files = z.array(z.string()).nullish();

/** What of a case tells whether its originals are together. */
export const ArchiveFacts = z.object({
  caseId: z.string(),
  report: z.object({ files }).nullish(),
  headOpinion: z.object({}).nullish(),
  bureauOpinion: z.object({}).nullish(),
  officeOpinion: z.object({}).nullish(),
  materials: z.array(z.object({ name: z.string(), provided: z.boolean(), waived: z.string().nullish() })),
  opinions: z.array(z.unknown()).nullish(),
  arrangement: z.object({ departments: z.array(z.string()) }).nullish(),
  rounds: z.array(
    z.object({
      notice: z.object({ files }).nullish(),
      decision: z.object({ files }),
      minutes: z.object({ files }).nullish(),
    }),
  ),
});
export type ArchiveFacts = z.output<typeof ArchiveFacts>;

/** Which original an uploaded file is: by the step that it was handed in at. */
export function kindsOfFiles({ report, rounds }: ArchiveFacts): { kind: OriginalKind; ids: string[] }[] {
  const handedIn = rounds.flatMap(({ notice, decision, minutes }): [OriginalKind, typeof notice][] => [
    ['meeting-notice', notice],
    ['decision', decision],
    ['minutes', minutes],
  ]);
  return [['project-report', report] as const, ...handedIn].flatMap(([kind, from]) =>
    from?.files?.length ? [{ kind, ids: from.files }] : [],
  );
}

/**
 * Which originals are missing (历下政发〔2019〕1号 第四条（四）), in words: the papers by their kind, the three opinions of the form,
 * those of the departments, and the materials of the list. A material is there when a file bears its name.
 */
export function missingOriginals(
  facts: ArchiveFacts,
  there: readonly { name: string; kind: string | null; size: number }[],
): string[] {
  const meetings = facts.rounds.length;
  const called = facts.rounds.filter(({ notice }) => notice).length;
  const required = fastTrackOriginals({ meetings, higherDecision: called < meetings })
    // Notices of the higher meetings are not the office's to keep.
    .map((r) => (r.kind === 'meeting-notice' ? { ...r, least: called } : r));
  const missing = missingKinds(required, there).map(({ label, count }) => (count > 1 ? `${label}${count}份` : label));
  const need = (found: unknown, name: string) => {
    if (!found) missing.push(name);
  };
  need(facts.headOpinion, '申报表：单位主要领导意见');
  need(facts.bureauOpinion, '申报表：区投资促进局意见');
  need(facts.officeOpinion, '申报表：领导小组办公室意见');
  need((facts.opinions?.length ?? 0) >= (facts.arrangement?.departments.length ?? 0), '部门论证意见');
  const names = there.map((file) => plain(file.name));
  for (const { name, provided, waived } of facts.materials) {
    // The report has its own kind.
    if (waived || name.includes('项目报告书')) continue;
    need(provided && names.some((file) => file.includes(plain(name))), `申报材料：${name}`);
  }
  return missing;
}

const plain = (text: string): string => text.replace(/[\s（）()《》【】[\]“”"·、,，.-]/g, '').toLowerCase();
