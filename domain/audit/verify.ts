import { createHash } from 'node:crypto';
import { inTransaction, type Pool } from '../../db/pool.ts';

const BATCH = 5_000;
/** More are not named one by one. */
const MOST_FAULTS = 200;

// The same text as in chain_audit (migration 0152).
const TEXT = `json_build_array(seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  to_char(business_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, ip, action, target, status, detail::text)::text`;

export interface AuditFault {
  /** Place in the chain. */
  seq: string;
  message: string;
}

export interface AuditVerdict {
  /** Acts looked at. */
  checked: number;
  faults: AuditFault[];
  /** The newest act: noted down elsewhere, it shows later whether the whole chain was made anew. */
  last: { seq: string; hash: string } | null;
  /** Until which day acts were taken out because their time was over; null: none were. */
  cutBefore: string | null;
}

/** What somebody noted earlier: the act at this place had this hash. */
export interface Noted {
  seq: string;
  hash: string;
}
export const NOTED = /^(\d{1,18}):([0-9a-f]{64})$/;

/** From `<seq>:<hash>`; null for nothing and for anything else. */
export function readNoted(text: string | undefined): Noted | null {
  const [, seq, hash] = NOTED.exec(text ?? '') ?? [];
  return seq && hash ? { seq, hash } : null;
}

/**
 * Counts the whole chain anew. Each fault is told where it is: an act that was changed, acts that are missing before it, an act that was put in, a
 * chain that ends too early, a cut that no act speaks of. Acts that come meanwhile are not looked at.
 */
export async function verifyAudit(pool: Pool, noted: Noted | null = null): Promise<AuditVerdict> {
  return inTransaction(pool, async (db) => {
    await db.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const head = (await db.query<{ seq: string; hash: string }>('SELECT seq::text, hash FROM audit_head')).rows[0];
    const cuts = (
      await db.query<{ seq: string; hash: string; before: string }>(
        'SELECT seq::text, hash, before FROM audit_cut ORDER BY audit_cut.seq',
      )
    ).rows;
    const cut = cuts.at(-1);
    const faults: AuditFault[] = [];
    let more = 0;
    const fault = (seq: string, message: string) => {
      if (faults.length < MOST_FAULTS) faults.push({ seq, message });
      else more++;
    };

    let seq = BigInt(cut?.seq ?? 0);
    let hash = cut?.hash ?? '';
    let checked = 0;
    let found = noted === null || BigInt(noted.seq) <= seq;
    const told = new Set<string>();
    for (let after = -1n; ;) {
      const { rows } = await db.query<{
        seq: string;
        text: string;
        hash: string;
        action: string;
        target: string | null;
      }>(
        `SELECT seq::text, ${TEXT} AS text, hash, action, target FROM audit WHERE seq > $1 ORDER BY audit.seq LIMIT ${BATCH}`,
        [String(after)],
      );
      for (const act of rows) {
        const place = BigInt(act.seq);
        const missing = place - seq - 1n;
        if (missing > 0n) fault(act.seq, `此前缺少 ${missing} 条记录`);
        if (missing < 0n) fault(act.seq, '早于应保留的记录，系事后插入');
        const own = createHash('sha256')
          .update(hash + act.text)
          .digest('hex');
        // After a gap the hash before is not known: the act itself is taken to be what it says.
        if (missing === 0n && own !== act.hash) fault(act.seq, '内容被改动，或系事后插入');
        if (act.action === CUT_ACTION && act.target) told.add(act.target);
        if (noted?.seq === act.seq) {
          found = true;
          if (noted.hash !== act.hash) fault(act.seq, '与此前抄记的校验值不符，记录链被整体重写');
        }
        seq = place;
        hash = act.hash;
        checked++;
      }
      if (rows.length < BATCH) break;
      after = seq;
    }
    if (head && (head.seq !== String(seq) || head.hash !== hash)) fault(head.seq, '末尾的记录被删除或改动');
    if (!found && noted) fault(noted.seq, '此前抄记的记录已不存在');
    // Of an earlier cut the act that speaks of it may have been taken out since.
    if (cut && !told.has(cut.seq)) fault(cut.seq, '到期清理没有相应的操作记录');
    if (more) faults.push({ seq: '', message: `另有 ${more} 处问题` });
    return {
      checked,
      faults,
      last: checked ? { seq: String(seq), hash } : null,
      cutBefore: cut?.before ?? null,
    };
  });
}

/** The act by which the product says what it took out; its target is the last place of it. */
export const CUT_ACTION = 'CUT audit';
