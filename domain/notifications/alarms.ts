import { inTransaction, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { restrictedAmong } from '../restricted/store.ts';
import { notRehearsed } from '../rehearsal/names.ts';
import { notify } from './notify.ts';

/** What stands still until somebody mends it: records that could not be read, steps that are stuck. */
export async function raiseAlarms(pool: Pool): Promise<void> {
  await inTransaction(pool, async (db) => {
    const quarantined = await db.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM quarantine WHERE resolved_at IS NULL',
    );
    const n = quarantined.rows[0]?.n ?? 0;
    if (n > 0)
      await notify(db, {
        effectKey: `quarantine:${now().toISODate()}`,
        kind: 'alarm',
        title: '有流程引擎记录未能处理',
        text: `${n} 条流程引擎记录无法写入查询库，已隔离保存，请核对处理。处理前每日提醒一次。`,
        recipients: ['sysadmin'],
        link: '/messages',
      });
    const { rows } = await db.query<{ key: string; message: string; step: string; caseId: string | null }>(
      `SELECT i.incident_key AS key, i.message, coalesce(p.name, i.element_id) AS step, n.case_id AS "caseId"
         FROM read.incident i LEFT JOIN read.instance n ON n.instance_key = i.instance_key
         LEFT JOIN read.process_element p ON p.definition_key = n.definition_key AND p.element_id = i.element_id
        WHERE i.state = 'open' AND ${notRehearsed(`coalesce(n.process_id, '')`)}
          AND NOT EXISTS (SELECT 1 FROM notification o WHERE o.effect_key = 'incident:' || i.incident_key)
        ORDER BY i.incident_key LIMIT 100`,
    );
    // Who mends it need not see what is restricted: only that something stands still.
    const restricted = await restrictedAmong(
      db,
      rows.map((r) => r.caseId),
    );
    const told = rows.map((r) =>
      r.caseId && restricted.has(r.caseId) ? { ...r, caseId: null, message: '受限事项，内容不显示' } : r,
    );
    await notify(
      db,
      ...told.map((r) => ({
        effectKey: `incident:${r.key}`,
        kind: 'alarm' as const,
        title: `步骤受阻：${r.step}`,
        text: `${r.caseId ? `事项 ${r.caseId} ` : '流程'}在“${r.step}”受阻：${r.message.slice(0, 300)}`,
        recipients: ['sysadmin'],
        caseId: r.caseId,
        link: '/messages',
      })),
    );
  });
}
