import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { findArchive } from '../archive/store.ts';
import { now } from '../clock.ts';
import { type FileRow, findFile } from './store.ts';

/**
 * Register of paper originals: which paper stands behind a file of a case, where it lies, and who compared the two. Entries are only added;
 * a later one takes the place of the one before and says why. It belongs to one version of a file, by its SHA-256.
 */
export const PAPER_KINDS = {
  scan: '扫描自纸质原件',
  print: '打印形成纸质原件',
  none: '没有纸质原件',
} as const;
export type PaperKind = keyof typeof PAPER_KINDS;
export const PLACE_LIMIT = 100;

/** What is said of the paper. With kind `none`, only said in a correction, there is nothing else to say. */
export interface PaperFacts {
  kind: PaperKind;
  /** Bears the official seal. */
  stamped: boolean;
  signed: boolean;
  /** 柜/盒号. */
  place: string;
  /** Of a scan: the other file of the case whose original the scanned paper is; null: none. */
  of: string | null;
}

export interface PaperEntry extends PaperFacts {
  id: string;
  fileId: string;
  sha256: string;
  previous: string | null;
  /** Why it takes the place of the one before; null for the first. */
  reason: string | null;
  by: string;
  post: string | null;
  at: string;
  /** 核对 against the paper; null: not yet. */
  checked: { by: string; post: string | null; at: string } | null;
}

/** Who records or checks, and the post through which he takes part in the case. */
export interface Acting {
  username: string;
  post: string | null;
}

/** All entries of a case's files, oldest first. */
export async function papersOfCase(db: Db, caseId: string): Promise<PaperEntry[]> {
  const { rows } = await db.query<PaperEntry>(
    `SELECT o.id::text, o.file_id AS "fileId", o.sha256, o.kind, o.stamped, o.signed, o.place, o.of_file AS of,
            o.previous::text, o.reason, o.by, o.post, o.at,
            CASE WHEN k.original IS NOT NULL THEN json_build_object('by', k.by, 'post', k.post, 'at', k.at) END AS checked
       FROM paper_original o LEFT JOIN paper_original_check k ON k.original = o.id WHERE o.case_id = $1 ORDER BY o.id`,
    [caseId],
  );
  return rows;
}

/** The entries of each file, newest first. */
export function papersByFile(entries: readonly PaperEntry[]): Map<string, [PaperEntry, ...PaperEntry[]]> {
  const found = new Map<string, [PaperEntry, ...PaperEntry[]]>();
  for (const entry of entries) found.set(entry.fileId, [entry, ...(found.get(entry.fileId) ?? [])]);
  return found;
}

/** 扫描自纸质原件（“会议纪要.pdf”的原件），已盖章、无签字，存放于3号柜12盒 */
export const sayPaper = ({ kind, stamped, signed, place }: PaperFacts, ofName: string | null): string =>
  kind === 'none'
    ? PAPER_KINDS.none
    : `${PAPER_KINDS[kind]}${ofName ? `（“${ofName}”的原件）` : ''}，${stamped ? '已盖章' : '未盖章'}、${signed ? '有签字' : '无签字'}，存放于${place}`;

/** Nobody checks what he handed in himself, nor what he recorded himself. What a step made is handed in by nobody. */
export function ownHand(
  file: Pick<FileRow, 'uploadedBy'>,
  entry: Pick<PaperEntry, 'by'>,
  username: string,
): 'uploaded' | 'recorded' | null {
  if (file.uploadedBy === username) return 'uploaded';
  return entry.by === username ? 'recorded' : null;
}

export type PaperRefusal =
  'sealed' | 'replaced' | 'changed' | 'same' | 'nothing' | 'checked' | 'no-file' | 'scan-of-scan';
export type PaperDone = { kind: 'done'; id: string; repeated: boolean } | { kind: 'refused'; because: PaperRefusal };
const refused = (because: PaperRefusal): PaperDone => ({ kind: 'refused', because });

/** Holds the case, so that entries and its seal come one after the other. */
async function holdCase(db: Db, caseId: string): Promise<void> {
  await db.query('SELECT 1 FROM cases WHERE id = $1 FOR NO KEY UPDATE', [caseId]);
}

/** What of the register the case has; another answer later: something was added. */
export async function paperMark(db: Db, caseId: string): Promise<string> {
  const entries = await papersOfCase(db, caseId);
  return entries.map(({ id, checked }) => (checked ? `${id}+` : id)).join(' ');
}

/** For whoever seals the case: the mark, and nothing is added until the transaction ends. */
export async function holdPapers(db: Db, caseId: string): Promise<string> {
  await holdCase(db, caseId);
  return paperMark(db, caseId);
}

const isReplaced = async (db: Db, file: string): Promise<boolean> =>
  (await db.query('SELECT 1 FROM file WHERE replaces = $1', [file])).rows.length > 0;

const sameFacts = (a: PaperFacts, b: PaperFacts): boolean =>
  a.kind === b.kind && a.stamped === b.stamped && a.signed === b.signed && a.place === b.place && a.of === b.of;

/** Adds an entry in the place of `previous` (null: the first); the same sent again by the same person is one. */
export async function recordPaper(
  pool: Pool,
  file: FileRow,
  facts: PaperFacts & { previous: string | null; reason: string | null },
  who: Acting,
): Promise<PaperDone> {
  return inTransaction(pool, async (db) => {
    await holdCase(db, file.caseId);
    const papers = papersByFile(await papersOfCase(db, file.caseId));
    const present = papers.get(file.id)?.[0];
    if (
      present?.by === who.username &&
      present.previous === facts.previous &&
      present.reason === facts.reason &&
      sameFacts(present, facts)
    )
      return { kind: 'done', id: present.id, repeated: true };
    if (await findArchive(db, file.caseId)) return refused('sealed');
    if (await isReplaced(db, file.id)) return refused('replaced');
    const of = facts.of === null ? null : await findFile(db, facts.of);
    if (facts.of !== null && (of?.caseId !== file.caseId || of.id === file.id || (await isReplaced(db, of.id))))
      return refused('no-file');
    // One step and no circle: what is itself a scan of another file's paper leads nowhere.
    if (of && papers.get(of.id)?.[0].of) return refused('scan-of-scan');
    if ((present?.id ?? null) !== facts.previous) return refused('changed');
    if (present && sameFacts(present, facts)) return refused('same');
    const at = now().toISO();
    const { rows } = await db.query<{ id: string }>(
      `INSERT INTO paper_original (case_id, file_id, sha256, kind, stamped, signed, place, of_file, previous, reason, by, post, at)
       VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13) RETURNING id::text`,
      [
        ...[file.caseId, file.id, file.sha256, facts.kind, facts.stamped, facts.signed, facts.place],
        ...[facts.of, facts.previous, facts.reason, who.username, who.post, at],
      ],
    );
    const { id } = rows[0]!;
    const text = present
      ? `更正“${file.name}”的纸质原件登记：${sayPaper(facts, of?.name ?? null)}（理由：${facts.reason}）`
      : `登记“${file.name}”的纸质原件：${sayPaper(facts, of?.name ?? null)}`;
    await told(db, 'paper-recorded', file, { id, at, text }, who);
    return { kind: 'done', id, repeated: false };
  });
}

/** Says that this entry, the present one of the file, was compared with the paper. Who may not is asked before (`ownHand`). */
export async function checkPaper(pool: Pool, file: FileRow, original: string, who: Acting): Promise<PaperDone> {
  return inTransaction(pool, async (db) => {
    await holdCase(db, file.caseId);
    const present = papersByFile(await papersOfCase(db, file.caseId)).get(file.id)?.[0];
    if (present?.id !== original) return refused(present ? 'changed' : 'nothing');
    if (present.checked?.by === who.username) return { kind: 'done', id: original, repeated: true };
    if (present.checked) return refused('checked');
    if (await findArchive(db, file.caseId)) return refused('sealed');
    if (present.kind === 'none') return refused('nothing');
    const at = now().toISO();
    await db.query('INSERT INTO paper_original_check (original, by, post, at) VALUES ($1,$2,$3,$4)', [
      original,
      who.username,
      who.post,
      at,
    ]);
    const text = `对照纸质原件核对“${file.name}”：内容一致，${present.stamped ? '已盖章' : '未盖章'}、${present.signed ? '有签字' : '无签字'}`;
    await told(db, 'paper-checked', file, { id: original, at, text }, who);
    return { kind: 'done', id: original, repeated: false };
  });
}

async function told(
  db: Db,
  kind: string,
  file: FileRow,
  { id, at, text }: { id: string; at: string | null; text: string },
  who: Acting,
): Promise<void> {
  await db.query('INSERT INTO case_event (case_id, at, kind, actor, detail) VALUES ($1,$2,$3,$4,$5)', [
    file.caseId,
    at,
    kind,
    who.username,
    { file: file.id, sha256: file.sha256, original: id, post: who.post, text },
  ]);
  await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'case', caseId: file.caseId })]);
}
