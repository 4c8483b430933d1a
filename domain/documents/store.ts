import { Readable } from 'node:stream';
import { inTransaction, type Pool } from '../../db/pool.ts';
import { wordsOfDocument } from './ink.ts';
import { type FileRow, cleanName, findFileOfEffect, storeFile } from '../files/store.ts';

/** Who is named as having handed in a document that a step made. */
export const MADE_BY = '系统生成';

export interface NewDocument {
  caseId: string;
  /** With its ending; `.pdf` is added where it is missing. */
  name: string;
  pdf: Buffer;
  /** `<element instance key>:<what>`: the same step stores the same document once. */
  effectKey: string;
  /** Which original it is, see domain/archive/originals.ts. */
  kind?: string | null;
}

const UNIQUE_VIOLATION = '23505';

/** Stores a document as a file of its case, once for its effect, and tells the pages. A job that comes again gets the first. */
export async function storeDocument(pool: Pool, dataDir: string, doc: NewDocument): Promise<FileRow> {
  const known = await findFileOfEffect(pool, doc.effectKey);
  if (known) return known;
  const name = cleanName(/\.pdf$/i.test(doc.name) ? doc.name : `${doc.name}.pdf`);
  try {
    return await inTransaction(pool, async (db) => {
      const file = await storeFile(db, dataDir, Readable.from([doc.pdf]), {
        caseId: doc.caseId,
        taskKey: null,
        name,
        mediaType: 'application/pdf',
        uploadedBy: MADE_BY,
        kind: doc.kind ?? null,
        words: wordsOfDocument(doc.pdf),
        effectKey: doc.effectKey,
      });
      await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'case', caseId: doc.caseId })]);
      return file;
    });
  } catch (error) {
    const first =
      (error as { code?: string }).code === UNIQUE_VIOLATION && (await findFileOfEffect(pool, doc.effectKey));
    if (first) return first;
    throw error;
  }
}
