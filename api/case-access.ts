import type { Request } from 'express';
import type { Db } from '../db/pool.ts';
import { maySeeCase } from '../domain/access.ts';
import { findCase, type CaseRow } from '../domain/cases/store.ts';
import { isRestricted } from '../domain/restricted/store.ts';
import type { Principal } from '../domain/people/store.ts';
import { forbidden, notFound } from './problem.ts';
import { principalOf } from './session.ts';

/** The case of the address, for somebody who may see it. */
export async function caseSeenBy(db: Db, req: Request<{ id: string }>): Promise<{ who: Principal; found: CaseRow }> {
  const who = principalOf(req);
  const found = await findCase(db, req.params.id);
  if (!found) throw notFound('事项');
  // Of a restricted case not even that there is one.
  if (!(await maySeeCase(db, who, found.id)))
    throw (await isRestricted(db, found.id)) ? notFound('事项') : forbidden('您所在单位未参与该事项，不能查看。');
  return { who, found };
}
