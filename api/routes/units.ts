import { Router } from 'express';
import { listUnits } from '../../domain/people/store.ts';
import type { Context } from '../context.ts';

export function unitRoutes({ pool }: Context): Router {
  const router = Router();
  router.get('/units', async (_req, res) => {
    const items = await listUnits(pool);
    res.json({ items, total: items.length });
  });
  return router;
}
