import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { findProcedure, procedures } from '../procedures.ts';

/** Red cards are supervised by who supervises the procedure of their limit, so they have no setting of their own. */
export const CARD_PROCESS = 'overdue-escalation';
/** Supervises what no procedure says anything else of. */
export const SUPERVISION_OFFICE = 'supervision-office';

export const supervisedByDefault = (process: string): string =>
  findProcedure(process)?.supervisingUnit ?? SUPERVISION_OFFICE;

// What was set, known to the whole process like its clock: loaded at the start and again after each change.
let units = new Map<string, string>();

export async function loadSupervision(db: Db): Promise<void> {
  const { rows } = await db.query<{ process: string; unit: string }>(
    'SELECT process, supervising_unit AS unit FROM procedure_supervision',
  );
  units = new Map(rows.map((r) => [r.process, r.unit]));
}

/** The procedure's supervising unit: as set, else as the product says. */
export const supervisingUnitOf = (process: string): string => units.get(process) ?? supervisedByDefault(process);

/** Who supervises the limits of a case. A card's own limits: whoever the card was issued under. */
export async function supervisingUnitOfCase(db: Db, caseId: string): Promise<string> {
  const { rows } = await db.query<{ process: string; leadingUnit: string }>(
    'SELECT process, leading_unit AS "leadingUnit" FROM cases WHERE id = $1',
    [caseId],
  );
  const found = rows[0];
  if (!found) return SUPERVISION_OFFICE;
  return found.process === CARD_PROCESS ? found.leadingUnit : supervisingUnitOf(found.process);
}

export interface Supervision {
  process: string;
  supervisingUnit: string;
  byDefault: string;
  changedAt: string | null;
  changedBy: string | null;
}

/** Every procedure that may be given a supervising unit. */
export async function listSupervision(db: Db): Promise<Supervision[]> {
  const { rows } = await db.query<{ process: string; unit: string; changedAt: string; changedBy: string }>(
    `SELECT process, supervising_unit AS unit, changed_at AS "changedAt", changed_by AS "changedBy" FROM procedure_supervision`,
  );
  const set = new Map(rows.map((r) => [r.process, r]));
  return procedures
    .filter((p) => p.id !== CARD_PROCESS)
    .map((p) => {
      const found = set.get(p.id);
      return {
        process: p.id,
        supervisingUnit: found?.unit ?? p.supervisingUnit,
        byDefault: p.supervisingUnit,
        changedAt: found?.changedAt ?? null,
        changedBy: found?.changedBy ?? null,
      };
    });
}

export async function supervisionEdits(
  db: Db,
  process: string,
): Promise<{ at: string; actor: string; before: string; after: string; reason: string }[]> {
  const { rows } = await db.query(
    'SELECT at, actor, before, after, reason FROM procedure_supervision_edit WHERE process = $1 ORDER BY id DESC LIMIT 50',
    [process],
  );
  return rows;
}

/** Within a transaction. The same unit again changes nothing. */
export async function setSupervision(
  db: Db,
  change: { process: string; unit: string },
  who: { actor: string; reason: string },
): Promise<void> {
  // One change at a time, so that each edit names what it really replaced.
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('procedure_supervision'))`);
  const { rows } = await db.query<{ unit: string }>(
    'SELECT supervising_unit AS unit FROM procedure_supervision WHERE process = $1',
    [change.process],
  );
  const before = rows[0]?.unit ?? supervisedByDefault(change.process);
  if (before === change.unit) return;
  const at = now().toISO();
  await db.query(
    `INSERT INTO procedure_supervision (process, supervising_unit, changed_at, changed_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (process) DO UPDATE SET supervising_unit = $2, changed_at = $3, changed_by = $4`,
    [change.process, change.unit, at, who.actor],
  );
  await db.query(
    `INSERT INTO procedure_supervision_edit (at, actor, process, before, after, reason) VALUES ($1,$2,$3,$4,$5,$6)`,
    [at, who.actor, change.process, before, change.unit, who.reason],
  );
  // Who sees what has changed for whole units: every process loads it, every page looks again.
  await db.query(`SELECT pg_notify('changes', '{"type":"all"}')`);
}
