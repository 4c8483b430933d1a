import { inTransaction, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { holdsPost, type Principal } from '../people/store.ts';

/**
 * Marking of cases. 内部, the default: whoever takes part in it or supervises it (domain/access.ts). 公开: everybody signed in reads it, in
 * lists, search, exports, files and events; nobody does more in it than before, and nothing goes outside. 涉密 has no place here.
 */
export const MARKINGS = { internal: '内部', public: '公开' } as const;
export type Marking = keyof typeof MARKINGS;
export const markingOf = (c: { public: boolean }): Marking => (c.public ? 'public' : 'internal');

export const SECRET_REFUSED =
  '涉密事项不得在本平台办理。请立即停止上传相关内容，按保密规定改用涉密载体办理，并联系本单位保密工作机构处理已上传的内容。';

/** The head of the leading unit opens it; closing is also the filing unit's head's. */
export function mayMark(who: Principal, c: { leadingUnit: string; filingUnit: string | null }, to: Marking): boolean {
  const units = to === 'public' ? [c.leadingUnit] : [c.leadingUnit, c.filingUnit];
  return units.some((unit) => unit !== null && holdsPost(who, `${unit}.head`));
}

/** False: it had this marking already. */
export async function markCase(
  pool: Pool,
  caseId: string,
  to: Marking,
  by: { username: string; reason: string },
): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    await db.query('SELECT 1 FROM cases WHERE id = $1 FOR UPDATE', [caseId]);
    const at = now().toISO();
    const { rowCount } =
      to === 'public'
        ? await db.query('INSERT INTO public_case (case_id, set_by, set_at) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING', [
            caseId,
            by.username,
            at,
          ])
        : await db.query('DELETE FROM public_case WHERE case_id = $1', [caseId]);
    if (!rowCount) return false;
    const text = `事项标识改为“${MARKINGS[to]}”：${by.reason}`;
    await db.query(`INSERT INTO case_event (case_id, at, kind, actor, detail) VALUES ($1,$2,'case-marked',$3,$4)`, [
      caseId,
      at,
      by.username,
      { marking: to, reason: by.reason, text },
    ]);
    await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'case', caseId })]);
    return true;
  });
}
