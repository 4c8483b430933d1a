import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export interface CaseLink {
  caseId: string;
  title: string;
  reason: string;
  archiveUnit: string | null;
  archiveNumber: string | null;
}

/** Two case files that belong together (历下政办发〔2019〕1号 附件2 二（五）), with the number of the file that a unit keeps itself. */
export async function linkCases(
  db: Db,
  caseId: string,
  other: string,
  link: { reason: string; archiveUnit: string | null; archiveNumber: string | null },
): Promise<void> {
  await db.query(
    `INSERT INTO case_link (case_id, other, reason, archive_unit, archive_number, linked_at) VALUES ($1,$2,$3,$4,$5,$6)
     ON CONFLICT DO NOTHING`,
    [caseId, other, link.reason, link.archiveUnit, link.archiveNumber, now().toISO()],
  );
}

/** What a case is linked with, from either side. */
export async function linksOfCase(db: Db, caseId: string): Promise<CaseLink[]> {
  const { rows } = await db.query<CaseLink>(
    `SELECT c.id AS "caseId", c.title, l.reason, l.archive_unit AS "archiveUnit", l.archive_number AS "archiveNumber"
       FROM case_link l JOIN cases c ON c.id = CASE WHEN l.case_id = $1 THEN l.other ELSE l.case_id END
      WHERE l.case_id = $1 OR l.other = $1 ORDER BY l.linked_at, c.id`,
    [caseId],
  );
  return rows;
}
