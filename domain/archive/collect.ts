import type { Db } from '../../db/pool.ts';
import { historyOfCase } from '../cases/history.ts';
import { findCase } from '../cases/store.ts';
import { toWire } from '../clock.ts';
import { PermanentFault } from '../faults.ts';
import { originalsOfCase } from '../files/originals.ts';
import { type PaperEntry, papersByFile, papersOfCase } from '../files/paper.ts';
import { type FileRow, filePath, filesOfCase } from '../files/store.ts';
import { type Entry, type PaperLine, checksumOf, json } from './zip.ts';

/**
 * What a case file holds: the filing, the history, opinions and proposals of every round, the decision with the rule
 * that set its level, every file that was handed in, and the register of paper originals: which
 * files have theirs, which lack it, and the required materials of which there is none.
 */
export async function collectCaseFile(
  db: Db,
  dataDir: string,
  caseId: string,
  variables: Record<string, unknown>,
): Promise<Entry[]> {
  const found = await findCase(db, caseId);
  if (!found) throw new PermanentFault(`数据库中没有事项 ${caseId}，不能归档：请系统管理员核对。`);
  const { opinions, proposal, rounds, decision, level, levelBasis } = variables;
  const history = (await historyOfCase(db, caseId)).map((entry) => ({ ...entry, at: toWire(entry.at) }));
  const files = await filesOfCase(db, caseId);
  const papers = papersByFile(await papersOfCase(db, caseId));
  const originals = await originalsOfCase(db, caseId);
  const standing = new Map(originals.map((row) => [row.fileId, row]));
  const entryOf = new Map(files.map((file) => [file.id, entryName(file)]));
  const line = (entry: PaperEntry) => paperLine(entry, entryOf);
  const filed = {
    id: caseId,
    process: found.process,
    title: found.title,
    filingUnit: found.filingUnit,
    leadingUnit: found.leadingUnit,
    createdBy: found.createdBy,
    createdAt: toWire(found.createdAt),
    outcome: found.outcome,
    filed: found.variables,
    variables,
    files: files.map((file) => ({ ...file, uploadedAt: toWire(file.uploadedAt), entry: entryName(file) })),
  };
  return [
    { name: 'case.json', content: json(filed) },
    { name: 'history.json', content: json(history) },
    {
      name: 'opinions.json',
      content: json({ opinions: opinions ?? [], proposal: proposal ?? null, rounds: rounds ?? [] }),
    },
    {
      name: 'decision.json',
      content: json({ decision: decision ?? null, level: level ?? null, levelBasis: levelBasis ?? null }),
    },
    {
      name: 'originals.json',
      content: json([
        ...files.map((file) => {
          const row = standing.get(file.id);
          return {
            file: entryName(file),
            sha256: file.sha256,
            required: row?.required ?? false,
            // null: nothing is required of it, or there is a newer version.
            standing: row?.standing ?? null,
            scan: (row?.scan && entryOf.get(row.scan.id)) ?? null,
            entries: (papers.get(file.id) ?? []).map((e) => ({ ...line(e), reason: e.reason })),
          };
        }),
        ...originals.flatMap(({ fileId, name, required, standing }) =>
          fileId === null ? [{ file: null, material: name, required, standing, entries: [] }] : [],
        ),
      ]),
    },
    ...(await Promise.all(files.map((file) => uploaded(dataDir, file, papers.get(file.id)?.[0], line)))),
  ];
}

const entryName = (file: FileRow): string => `files/${file.id}/${file.name}`;

const paperLine = (
  { kind, stamped, signed, place, of, by, post, at, checked }: PaperEntry,
  entryOf: ReadonlyMap<string, string>,
): PaperLine => ({
  kind,
  stamped,
  signed,
  place,
  of: of && (entryOf.get(of) ?? null),
  recorded: { by, post, at: toWire(at) ?? '' },
  checked: checked && { ...checked, at: toWire(checked.at) ?? '' },
});

/** A file goes into the archive only as it was handed in. */
async function uploaded(
  dataDir: string,
  file: FileRow,
  paper: PaperEntry | undefined,
  line: (entry: PaperEntry) => PaperLine,
): Promise<Entry> {
  const onDisk = filePath(dataDir, file.id);
  const sha256 = await checksumOf(onDisk);
  if (sha256 !== file.sha256) {
    const fault = sha256 === null ? '已丢失' : '与上传时不一致';
    throw new PermanentFault(`附件“${file.name}”${fault}，不能归档：请系统管理员从备份恢复后重试。`);
  }
  const entry = { name: entryName(file), file: onDisk, sha256, size: file.size };
  return paper ? { ...entry, paper: line(paper) } : entry;
}
