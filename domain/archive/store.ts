import type { Db } from '../../db/pool.ts';

/** A sealed case file; each seal covers the one before. */
export interface ArchiveRow {
  seq: string;
  caseId: string;
  /** Below DATA_DIR/archives. */
  path: string;
  size: number;
  /** Of the zip. */
  sha256: string;
  manifestSha256: string;
  previousSha256: string | null;
  sealSha256: string;
  sealedAt: string;
}

const COLUMNS = `seq, case_id AS "caseId", path, size::float8 AS size, sha256, manifest_sha256 AS "manifestSha256",
  previous_sha256 AS "previousSha256", seal_sha256 AS "sealSha256", sealed_at AS "sealedAt"`;

export async function findArchive(db: Db, caseId: string): Promise<ArchiveRow | null> {
  const { rows } = await db.query<ArchiveRow>(`SELECT ${COLUMNS} FROM archive WHERE case_id = $1`, [caseId]);
  return rows[0] ?? null;
}

// Any constant; nothing else locks with it.
const CHAIN_LOCK = 7_201_901;

/** Holds the end of the chain until the transaction ends, and answers the last seal. */
export async function lockChain(db: Db): Promise<string | null> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
  const { rows } = await db.query<{ seal: string }>(
    'SELECT seal_sha256 AS seal FROM archive ORDER BY seq DESC LIMIT 1',
  );
  return rows[0]?.seal ?? null;
}

/** Waits for the seal that is being added, if one is. */
export async function untilSealed(db: Db): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
}

/** A seal as the log keeps it, where nothing can be changed. */
export interface LoggedSeal {
  caseId: string;
  sealSha256: string;
}

/** All seals in the order of the chain, and the log in the order of sealing; both of the same moment. */
export async function readSeals(db: Db): Promise<{ rows: ArchiveRow[]; log: LoggedSeal[] }> {
  const { rows } = await db.query<{ seals: ArchiveRow[] | null; log: LoggedSeal[] | null }>(
    `SELECT (SELECT json_agg(a) FROM (SELECT ${COLUMNS} FROM archive ORDER BY seq) a) AS seals,
            (SELECT json_agg(l) FROM (SELECT case_id AS "caseId", seal_sha256 AS "sealSha256" FROM archive_log ORDER BY seq) l) AS log`,
  );
  return { rows: rows[0]?.seals ?? [], log: rows[0]?.log ?? [] };
}

/** The seal and its entry in the log; in one transaction. */
export async function insertArchive(db: Db, row: Omit<ArchiveRow, 'seq'>): Promise<void> {
  await db.query(
    `INSERT INTO archive (case_id, path, size, sha256, manifest_sha256, previous_sha256, seal_sha256, sealed_at)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
    [row.caseId, row.path, row.size, row.sha256, row.manifestSha256, row.previousSha256, row.sealSha256, row.sealedAt],
  );
  await db.query('INSERT INTO archive_log (case_id, seal_sha256, sealed_at) VALUES ($1,$2,$3)', [
    row.caseId,
    row.sealSha256,
    row.sealedAt,
  ]);
}
