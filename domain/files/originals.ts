import type { Db } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { ORIGINAL_KINDS } from '../archive/originals.ts';
import { takesPart } from '../cases/store.ts';
import type { PaperKind } from './paper.ts';

/**
 * Which files have their paper original and which lack it: the newest version of each file of a case, and the materials that a filing
 * requires (历下政发〔2019〕1号 第三条（一）) where no file bears their name. Case page, sealed case file, list and Excel all ask here.
 */
export const STANDINGS = { lacking: '缺原件', unchecked: '待核对', checked: '已核对' } as const;
export type Standing = keyof typeof STANDINGS;

/** Made or kept by machines alone: evidence and photographs as they were taken, figures of the product. No paper stands behind them. */
const WITHOUT_PAPER = ['inspection-photo', 'park-actuals', 'supervision-evidence', 'accountability-facts'];
const ON_PAPER = Object.keys(ORIGINAL_KINDS).filter((kind) => !WITHOUT_PAPER.includes(kind));

export interface OriginalRow {
  caseId: string;
  caseTitle: string;
  process: string;
  leadingUnit: string;
  /** The case file is sealed: nothing is recorded any more. */
  sealed: boolean;
  /** null: a required material without a file. */
  fileId: string | null;
  /** Of the file or the material. */
  name: string;
  /** One of the procedure's originals (`ORIGINAL_KINDS`), or it bears the name of a material that the filing requires. */
  required: boolean;
  /** null: neither required nor recorded. */
  standing: Standing | null;
  /** The paper, where one is recorded. */
  paper: { kind: Exclude<PaperKind, 'none'>; stamped: boolean; signed: boolean; place: string } | null;
  /** Scan of that paper, where it is another file. */
  scan: { id: string; name: string } | null;
}

export interface OriginalFilter {
  case?: string | undefined;
  process?: string | undefined;
  /** Takes part in the case. */
  unit?: string | undefined;
  /** Part of the place of keeping. */
  place?: string | undefined;
  /** Whether its case file is sealed. */
  sealed?: boolean | undefined;
  /** Part of the name of file or case, or of the case's number. */
  q?: string | undefined;
}

const MATERIALS = `jsonb_path_query(c.variables, 'lax $.materials[*] ? (@.essential == true)')`;
const newest = (file: string) => `NOT EXISTS (SELECT 1 FROM file nf WHERE nf.replaces = ${file})`;
// A file bears a material's name when it contains it.
const bears = (file: string, material: string) => `position(plain_name(${material}) IN plain_name(${file})) > 0`;

/** Rows of cases `c` that fulfil `where`, with columns like OriginalRow. `kinds`: parameter with the kinds that stand on paper. */
const rowsOf = (where: string, kinds: string): string => `
  SELECT c.id AS "caseId", c.title AS "caseTitle", c.process, c.leading_unit AS "leadingUnit", c.created_at AS began,
         EXISTS (SELECT 1 FROM archive a WHERE a.case_id = c.id) AS sealed,
         f.id AS "fileId", f.name, f.uploaded_at AS at, needs.required, o.place,
         CASE WHEN o.id IS NULL THEN CASE WHEN needs.required THEN 'lacking' END
              WHEN o.checked THEN 'checked' ELSE 'unchecked' END AS standing,
         CASE WHEN o.id IS NOT NULL
              THEN json_build_object('kind', o.kind, 'stamped', o.stamped, 'signed', o.signed, 'place', o.place) END AS paper,
         CASE WHEN o.file_id <> f.id THEN json_build_object('id', o.file_id, 'name', o.name) END AS scan
    FROM cases c JOIN file f ON f.case_id = c.id
    CROSS JOIN LATERAL (SELECT coalesce(f.kind = ANY (${kinds}::text[]), FALSE) OR EXISTS (
      SELECT 1 FROM ${MATERIALS} m WHERE ${bears('f.name', `m ->> 'name'`)}) AS required) needs
    LEFT JOIN LATERAL (
      SELECT p.*, pf.name, EXISTS (SELECT 1 FROM paper_original_check k WHERE k.original = p.id) AS checked
        FROM paper_original p JOIN file pf ON pf.id = p.file_id
       WHERE (p.file_id = f.id OR p.of_file = f.id) AND p.kind <> 'none'
         AND NOT EXISTS (SELECT 1 FROM paper_original later WHERE later.previous = p.id) AND ${newest('p.file_id')}
       ORDER BY checked DESC, p.file_id = f.id DESC, p.id LIMIT 1) o ON TRUE
   WHERE ${newest('f.id')} AND ${where}
  UNION ALL
  SELECT c.id, c.title, c.process, c.leading_unit, c.created_at, EXISTS (SELECT 1 FROM archive a WHERE a.case_id = c.id),
         NULL, m.name, c.created_at, TRUE, NULL, 'lacking', NULL, NULL
    FROM cases c CROSS JOIN LATERAL (SELECT DISTINCT m ->> 'name' AS name FROM ${MATERIALS} m) m
   WHERE c.variables ? 'materials' AND plain_name(m.name) <> ''
     -- The report is written in the product and is a kind of its own.
     AND position('项目报告书' IN m.name) = 0
     AND NOT EXISTS (SELECT 1 FROM file f WHERE f.case_id = c.id AND ${newest('f.id')} AND ${bears('f.name', 'm.name')}) AND ${where}`;

const COLUMNS =
  '"caseId", "caseTitle", process, "leadingUnit", sealed, "fileId", name, required, standing, paper, scan';

/** Every file of a case, the required materials without a file last. Whether one may see the case is asked before. */
export async function originalsOfCase(db: Db, caseId: string): Promise<OriginalRow[]> {
  const { rows } = await db.query<OriginalRow>(
    `SELECT ${COLUMNS} FROM (${rowsOf('c.id = $1', '$2')}) r ORDER BY "fileId" IS NULL, at, "fileId", name`,
    [caseId, ON_PAPER],
  );
  return rows;
}

export type OriginalCounts = Record<Standing, number>;

/** What is required or recorded in the cases that one sees, newest case first, with how many of each standing the filter leaves. */
export async function listOriginals(
  db: Db,
  seen: Seen,
  f: OriginalFilter & { standing?: Standing | undefined; limit: number; offset: number },
): Promise<{ items: OriginalRow[]; total: number; counts: OriginalCounts }> {
  const params: unknown[] = [...seen.params];
  const p = (value: unknown) => `$${params.push(value)}`;
  const like = (text: string) => p(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
  const ofCase = [seen.sql];
  if (f.case) ofCase.push(`c.id = ${p(f.case)}`);
  if (f.process) ofCase.push(`c.process = ${p(f.process)}`);
  if (f.unit) ofCase.push(takesPart(p(f.unit)));
  const ofRow = ['standing IS NOT NULL'];
  if (f.sealed !== undefined) ofRow.push(f.sealed ? 'sealed' : 'NOT sealed');
  if (f.place) ofRow.push(`place ILIKE ${like(f.place)}`);
  if (f.q) {
    const text = like(f.q);
    ofRow.push(`(name ILIKE ${text} OR "caseTitle" ILIKE ${text} OR "caseId" ILIKE ${text})`);
  }
  // Found once: counts and page are of the same moment.
  const found = `WITH found AS MATERIALIZED (SELECT * FROM (${rowsOf(ofCase.join(' AND '), p(ON_PAPER))}) r WHERE ${ofRow.join(' AND ')})`;
  const chosen = f.standing ? `WHERE standing = ${p(f.standing)}` : '';
  const { rows } = await db.query<{ items: OriginalRow[] | null; counts: Partial<OriginalCounts> | null }>(
    `${found}
     SELECT (SELECT json_object_agg(standing, n) FROM (SELECT standing, count(*) AS n FROM found GROUP BY standing) s) AS counts,
            (SELECT json_agg(page) FROM (SELECT ${COLUMNS} FROM found ${chosen}
               ORDER BY began DESC, "caseId" DESC, "fileId" IS NULL, at, "fileId", name
               LIMIT ${p(f.limit)} OFFSET ${p(f.offset)}) page) AS items`,
    params,
  );
  const counts = { lacking: 0, unchecked: 0, checked: 0, ...rows[0]?.counts };
  const total = f.standing ? counts[f.standing] : counts.lacking + counts.unchecked + counts.checked;
  return { items: rows[0]?.items ?? [], total, counts };
}
