import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { scanFile } from './scan.ts';

export interface FileRow {
  id: string;
  caseId: string;
  taskKey: string | null;
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  uploadedBy: string;
  uploadedAt: string;
  /** Which original of the procedure it is, where that is known: notice, minutes ... */
  kind: string | null;
  /** The version before this one. */
  replaces: string | null;
}

const COLUMNS = `id, case_id AS "caseId", task_key AS "taskKey", name, media_type AS "mediaType", size::float8 AS size, sha256,
  uploaded_by AS "uploadedBy", uploaded_at AS "uploadedAt", kind, replaces`;

/** Types taken, by the ending of the name; what is served is never more than a download of these. */
const MEDIA_TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  heic: 'image/heic',
  txt: 'text/plain',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  wps: 'application/vnd.ms-works',
  ofd: 'application/ofd',
  zip: 'application/zip',
};

export const FILE_LIMIT = 50 * 1024 * 1024;
export const FILE_ENDINGS = Object.keys(MEDIA_TYPES);

/** Media type by the name's ending; null when such files are not taken. */
export function mediaTypeOf(name: string): string | null {
  return MEDIA_TYPES[path.extname(name).slice(1).toLowerCase()] ?? null;
}

/** A client's file name: only its last part, without control characters, at most 200 characters. Never used as a path. */
export function cleanName(name: string): string {
  const last =
    name
      .replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
      .split(/[/\\]/)
      .pop() ?? '';
  const clean = last.trim();
  if (clean.length <= 200) return clean;
  const ending = path.extname(clean);
  return clean.slice(0, 200 - ending.length) + ending;
}

export const filePath = (dataDir: string, id: string): string => path.join(dataDir, 'files', id);

/** Writes the stream whole to disk under a name of ours, then the row; a broken upload leaves nothing. */
export async function storeFile(
  db: Db,
  dataDir: string,
  content: Readable,
  about: {
    caseId: string;
    taskKey: string | null;
    name: string;
    mediaType: string;
    uploadedBy: string;
    kind?: string | null;
    /** What is written in it, for searching. */
    words?: string | null;
    /** Of a file that a step makes itself: a second one is refused (unique). */
    effectKey?: string;
    /** Makes it the next version of this file; a second one is refused (unique). */
    replaces?: string | null;
    /** Setting of the virus scanner (scan.ts); what it refuses is not kept. */
    scanner?: string | undefined;
  },
): Promise<FileRow> {
  const id = randomUUID();
  const target = filePath(dataDir, id);
  await mkdir(path.dirname(target), { recursive: true });
  const part = `${target}.part`;
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(content, measure, createWriteStream(part, { mode: 0o600 }));
    if ((content as { truncated?: boolean }).truncated)
      throw Object.assign(new Error('file too large'), { code: 'LIMIT_FILE_SIZE' });
    const handle = await open(part);
    await handle.sync();
    await handle.close();
    if (about.scanner) await scanFile(about.scanner, part);
    await rename(part, target);
    const { rows } = await db.query<FileRow>(
      `INSERT INTO file (id, case_id, task_key, name, media_type, size, sha256, uploaded_by, uploaded_at, kind, effect_key, words, replaces)
       VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13) RETURNING ${COLUMNS}`,
      [
        id,
        about.caseId,
        about.taskKey,
        about.name,
        about.mediaType,
        size,
        hash.digest('hex'),
        about.uploadedBy,
        now().toISO(),
        about.kind ?? null,
        about.effectKey ?? null,
        about.words ?? null,
        about.replaces ?? null,
      ],
    );
    return rows[0] as FileRow;
  } catch (error) {
    await rm(part, { force: true });
    await rm(target, { force: true });
    throw error;
  }
}

export async function findFile(db: Db, id: string): Promise<FileRow | null> {
  const { rows } = await db.query<FileRow>(`SELECT ${COLUMNS} FROM file WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** The file that this effect stored before; null when there is none. */
export async function findFileOfEffect(db: Db, effectKey: string): Promise<FileRow | null> {
  const { rows } = await db.query<FileRow>(`SELECT ${COLUMNS} FROM file WHERE effect_key = $1`, [effectKey]);
  return rows[0] ?? null;
}

export async function filesOfCase(db: Db, caseId: string): Promise<FileRow[]> {
  const { rows } = await db.query<FileRow>(`SELECT ${COLUMNS} FROM file WHERE case_id = $1 ORDER BY uploaded_at, id`, [
    caseId,
  ]);
  return rows;
}

/** Says which original these files of the case are; files of other cases are left alone. */
export async function markFiles(db: Db, caseId: string, ids: readonly string[], kind: string): Promise<void> {
  await db.query('UPDATE file SET kind = $3 WHERE case_id = $1 AND id = ANY($2)', [caseId, ids, kind]);
}

/** What is written in it, for searching. */
export async function keepWords(db: Db, id: string, words: string): Promise<void> {
  await db.query('UPDATE file SET words = $2 WHERE id = $1', [id, words]);
}

/** The newest Word or PDF file whose words nobody has looked for yet (index `file_unread`). */
export async function nextUnread(db: Db): Promise<Pick<FileRow, 'id' | 'name' | 'size'> | null> {
  const { rows } = await db.query<Pick<FileRow, 'id' | 'name' | 'size'>>(
    `SELECT id, name, size FROM file WHERE words IS NULL AND lower(name) ~ '\\.(docx|pdf)$' ORDER BY uploaded_at DESC LIMIT 1`,
  );
  return rows[0] ?? null;
}

export function readFileContent(dataDir: string, id: string): Readable {
  return createReadStream(filePath(dataDir, id));
}
