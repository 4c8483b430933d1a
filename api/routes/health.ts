import { Router } from 'express';
import type { Context } from '../context.ts';
import { reportHealth } from '../health.ts';

export function healthRoutes({ health, pool }: Context): Router {
  const router = Router();
  router.get('/health', async (_req, res) => {
    const { loaded, ...report } = await reportHealth(health, pool);
    res
      .status(loaded && report.status !== 'down' ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(report);
  });
  return router;
}
