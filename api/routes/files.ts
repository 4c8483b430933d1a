import { Router } from 'express';
import { maySeeFile } from '../../domain/access.ts';
import { findFile, readFileContent } from '../../domain/files/store.ts';
import type { Context } from '../context.ts';
import { forbidden, notFound } from '../problem.ts';
import { principalOf } from '../session.ts';

export function fileRoutes({ pool, config }: Context): Router {
  const router = Router();
  router.get('/files/:id', async (req, res) => {
    const file = await findFile(pool, req.params.id);
    if (!file) throw notFound('附件');
    if (!(await maySeeFile(pool, principalOf(req), file)))
      throw forbidden('您不在该事项的参与单位中，不能查看其附件。工作需要的请联系该事项的牵头单位。');
    // Always a download: nothing uploaded is ever shown as a page of ours.
    res.attachment(file.name);
    res.type(file.mediaType);
    res.set({
      'Content-Length': String(file.size),
      ETag: `"${file.sha256}"`,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cache-Control': 'private, no-store',
    });
    await new Promise<void>((resolve, reject) => {
      readFileContent(config.DATA_DIR, file.id).on('error', reject).on('end', resolve).pipe(res);
      res.on('close', resolve);
    });
  });
  return router;
}
