import type { Request } from 'express';
import type { Db } from '../db/pool.ts';
import { maySeeCase } from '../domain/access.ts';
import { findCase, type CaseRow } from '../domain/cases/store.ts';
import { loadNames, type Principal } from '../domain/people/store.ts';
import { isRestricted } from '../domain/restricted/store.ts';
import { forbidden, notFound, type Problem } from './problem.ts';
import { principalOf } from './session.ts';
import { nameIn } from './views.ts';

/** The case of the address, for somebody who may see it. */
export async function caseSeenBy(db: Db, req: Request<{ id: string }>): Promise<{ who: Principal; found: CaseRow }> {
  const who = principalOf(req);
  const found = await findCase(db, req.params.id);
  if (!found) throw notFound('事项');
  if (!(await maySeeCase(db, who, found.id))) throw await strangerTo(db, found, '不能查看');
  return { who, found };
}

/**
 * What somebody is told who does not see a case, and whom he can ask. Of a restricted case not even that there is one. `refused`: what he
 * cannot do, as 不能查看.
 */
export async function strangerTo(db: Db, found: CaseRow, refused: string): Promise<Problem> {
  if (await isRestricted(db, found.id)) return notFound('事项');
  const unit = nameIn(await loadNames(db), found.leadingUnit);
  return forbidden(
    `您所在单位未参与该事项，${refused}。事项仅对参与办理的单位开放，工作需要的请联系牵头单位（${unit}）的经办人。`,
  );
}
