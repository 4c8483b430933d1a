import type { Request, Response } from 'express';
import multer from 'multer';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { ImportRefused, type Line } from '../../domain/import-lines.ts';
import { badRequest, invalid } from '../problem.ts';
import { readLines, SHEET_LIMIT, SheetFault } from './read.ts';

class OnlyLookedAt extends Error {}

/**
 * Takes the uploaded Excel file (form field `file`) in one transaction: all of it or nothing. With `preview` nothing stays, and the answer
 * says what it would be.
 */
export async function importSheet<Done>(
  pool: Pool,
  req: Request,
  res: Response,
  preview: boolean,
  take: (db: Db, lines: Line[]) => Promise<Done>,
): Promise<Done> {
  const upload = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: SHEET_LIMIT, files: 1, fields: 0 },
    defParamCharset: 'utf8',
  }).single('file');
  await new Promise<void>((resolve, reject) => {
    upload(req, res, (error: unknown) => (error ? reject(error as Error) : resolve()));
  });
  const { file } = req;
  if (!file) throw badRequest('请用表单字段 file 上传一个 Excel 文件（.xlsx）。');
  let done: Done | undefined;
  try {
    const lines = await readLines(file.buffer);
    return await inTransaction(pool, async (db) => {
      done = await take(db, lines);
      if (preview) throw new OnlyLookedAt();
      return done;
    });
  } catch (error) {
    if (error instanceof OnlyLookedAt) return done as Done;
    if (error instanceof ImportRefused) throw invalid(error.faults);
    if (error instanceof SheetFault) throw invalid([{ path: '文件', message: error.message }]);
    throw error;
  }
}
