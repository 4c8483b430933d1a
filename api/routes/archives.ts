import { Router } from 'express';
import path from 'node:path';
import { readSeals } from '../../domain/archive/store.ts';
import { verifyArchives } from '../../domain/archive/verify.ts';
import { seesEveryCase } from '../../domain/access.ts';
import { restrictedAmong } from '../../domain/restricted/store.ts';
import { toWire } from '../../domain/clock.ts';
import { holdsPost, type Principal } from '../../domain/people/store.ts';
import type { Context } from '../context.ts';
import { forbidden } from '../problem.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseQuery } from '../validate.ts';

export const mayVerify = (who: Principal): boolean =>
  seesEveryCase(who) || holdsPost(who, 'auditor') || holdsPost(who, 'sysadmin');

/** The chain of sealed case files, for those who supervise it. */
export function archiveRoutes({ pool, config }: Context): Router {
  const router = Router();
  const guard = (who: Principal) => {
    if (!mayVerify(who)) throw forbidden('只有督查、监控、审计和系统管理岗位可以查验案卷封存。');
  };

  /** Restricted case files are links of the chain like all others; whoever verifies it is not told which cases they are. */
  async function hidden(): Promise<(caseId: string) => string> {
    const { rows } = await readSeals(pool);
    const restricted = await restrictedAmong(
      pool,
      rows.map((row) => row.caseId),
    );
    const place = new Map(rows.map(({ caseId }, i) => [caseId, i + 1]));
    return (caseId) => (restricted.has(caseId) ? `受限案卷（第${place.get(caseId)}卷）` : caseId);
  }

  router.get('/archives', async (req, res) => {
    guard(principalOf(req));
    const { limit, offset } = parseQuery(Page, req.query);
    const { rows } = await readSeals(pool);
    const hide = await hidden();
    const items = rows
      .toReversed()
      .slice(offset, offset + limit)
      .map(({ caseId, size, sealSha256, sealedAt }) => ({
        caseId: hide(caseId),
        size,
        sealSha256,
        sealedAt: toWire(sealedAt),
      }));
    res.json({ items, total: rows.length });
  });

  // Reads every case file: one at a time, whoever asks meanwhile gets the same answer.
  let running: ReturnType<typeof verifyArchives> | null = null;
  router.get('/archives/verification', async (req, res) => {
    guard(principalOf(req));
    running ??= verifyArchives(pool, path.join(config.DATA_DIR, 'archives')).finally(() => (running = null));
    const verdict = await running;
    const hide = await hidden();
    res.json({ ...verdict, faults: verdict.faults.map(({ caseId, message }) => ({ caseId: hide(caseId), message })) });
  });

  return router;
}
