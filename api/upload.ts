import type { Request, Response } from 'express';
import multer from 'multer';
import type { Readable } from 'node:stream';
import { cleanName, FILE_ENDINGS, FILE_LIMIT, type FileRow, mediaTypeOf } from '../domain/files/store.ts';
import { badRequest } from './problem.ts';

/** Receives the one file of a form (field `file`), written as it arrives. */
export async function receiveFile(
  req: Request,
  res: Response,
  store: (stream: Readable, file: { name: string; mediaType: string }) => Promise<FileRow>,
): Promise<FileRow> {
  const upload = multer({
    storage: {
      _handleFile(_req, file: Express.Multer.File & { stream: Readable }, done) {
        const name = cleanName(file.originalname);
        const mediaType = mediaTypeOf(name);
        if (!name || !mediaType) {
          file.stream.resume();
          done(badRequest(`不支持该类型的附件，可上传：${FILE_ENDINGS.join('、')}。`));
          return;
        }
        store(file.stream, { name, mediaType }).then(
          (row) => done(null, row as unknown as Partial<Express.Multer.File>),
          done,
        );
      },
      _removeFile: (_req, _file, done) => done(null),
    },
    limits: { fileSize: FILE_LIMIT, files: 1, fields: 5, fieldSize: 10_000 },
    defParamCharset: 'utf8',
  }).single('file');
  await new Promise<void>((resolve, reject) => {
    upload(req, res, (error: unknown) => (error ? reject(error as Error) : resolve()));
  });
  const file = req.file as unknown as FileRow | undefined;
  if (!file) throw badRequest('请用表单字段 file 上传一个文件。');
  return file;
}
