import { countLong } from '../../db/long-lists.ts';
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

const MATERIALS = `SELECT DISTINCT m ->> 'name' AS name, plain_name(m ->> 'name') AS plain
                     FROM jsonb_path_query(c.variables, 'lax $.materials[*] ? (@.essential == true)') m`;
const newest = (file: string) => `NOT EXISTS (SELECT 1 FROM file nf WHERE nf.replaces = ${file})`;
// A file bears a material's name when it contains it.
const bears = (file: string, plain: string) => `position(${plain} IN plain_name(${file})) > 0`;

/** Rows of one case `c`, with columns like OriginalRow. `kinds`: parameter with the kinds that stand on paper. */
const rowsOf = (kinds: string): string => `
  SELECT f.id AS "fileId", f.name, f.uploaded_at AS at, needs.required, o.place,
         CASE WHEN o.id IS NULL THEN CASE WHEN needs.required THEN 'lacking' END
              WHEN o.checked THEN 'checked' ELSE 'unchecked' END AS standing,
         CASE WHEN o.id IS NOT NULL
              THEN json_build_object('kind', o.kind, 'stamped', o.stamped, 'signed', o.signed, 'place', o.place) END AS paper,
         CASE WHEN o.file_id <> f.id THEN json_build_object('id', o.file_id, 'name', o.name) END AS scan
    -- Read once a case.
    FROM (SELECT array_agg(m.plain) AS plains FROM (${MATERIALS}) m) materials
    CROSS JOIN file f
    CROSS JOIN LATERAL (SELECT coalesce(f.kind = ANY (${kinds}::text[]), FALSE) OR EXISTS (
      SELECT 1 FROM unnest(materials.plains) plain WHERE ${bears('f.name', 'plain')}) AS required) needs
    LEFT JOIN LATERAL (
      SELECT p.*, pf.name, EXISTS (SELECT 1 FROM paper_original_check k WHERE k.original = p.id) AS checked
        FROM paper_original p JOIN file pf ON pf.id = p.file_id
       WHERE p.case_id = c.id AND (p.file_id = f.id OR p.of_file = f.id) AND p.kind <> 'none'
         AND NOT EXISTS (SELECT 1 FROM paper_original later WHERE later.previous = p.id) AND ${newest('p.file_id')}
       ORDER BY checked DESC, p.file_id = f.id DESC, p.id LIMIT 1) o ON TRUE
   WHERE f.case_id = c.id AND ${newest('f.id')}
  UNION ALL
  SELECT NULL, m.name, c.created_at, TRUE, NULL, 'lacking', NULL, NULL
    FROM (${MATERIALS}) m
   WHERE m.plain <> ''
     -- The report is written in the product and is a kind of its own.
     AND position('项目报告书' IN m.name) = 0
     AND NOT EXISTS (SELECT 1 FROM file f WHERE f.case_id = c.id AND ${newest('f.id')} AND ${bears('f.name', 'm.plain')})`;

const COLUMNS = `c.id AS "caseId", c.title AS "caseTitle", c.process, c.leading_unit AS "leadingUnit", s.sealed,
  r."fileId", r.name, r.required, r.standing, r.paper, r.scan`;
const SEALED = 'CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM archive a WHERE a.case_id = c.id) AS sealed) s';

/** Every file of a case, the required materials without a file last. Whether one may see the case is asked before. */
export async function originalsOfCase(db: Db, caseId: string): Promise<OriginalRow[]> {
  const { rows } = await db.query<OriginalRow>(
    `SELECT ${COLUMNS} FROM cases c ${SEALED} CROSS JOIN LATERAL (${rowsOf('$2')}) r
      WHERE c.id = $1 ORDER BY r."fileId" IS NULL, r.at, r."fileId", r.name`,
    [caseId, ON_PAPER],
  );
  return rows;
}

export type OriginalCounts = Record<Standing, number>;
interface Originals {
  items: OriginalRow[];
  total: number;
  counts: OriginalCounts;
  /** There are more than MOST_COUNTED: only so many, of the newest cases, are counted. */
  partial: boolean;
}

/** Nobody pages so far; and every file of every case would have to be judged to count them all. */
const MOST_COUNTED = 10_000;

/**
 * What is required or recorded in the cases that one sees, newest case first, with how many of each standing the filter leaves. Counts of many
 * are some seconds old.
 */
export async function listOriginals(
  db: Db,
  seen: Seen,
  f: OriginalFilter & { standing?: Standing | undefined; limit: number; offset: number },
): Promise<Originals> {
  const params: unknown[] = [...seen.params];
  const p = (value: unknown) => `$${params.push(value)}`;
  const like = (text: string) => p(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
  const where = [seen.sql, 'r.standing IS NOT NULL'];
  if (f.case) where.push(`c.id = ${p(f.case)}`);
  if (f.process) where.push(`c.process = ${p(f.process)}`);
  if (f.unit) where.push(takesPart(p(f.unit)));
  if (f.sealed !== undefined) where.push(f.sealed ? 's.sealed' : 'NOT s.sealed');
  // Judging the files of a case costs more than seeing that it has none of those: others are not gone through.
  const recorded = (which = '') => `EXISTS (SELECT 1 FROM paper_original po WHERE po.case_id = c.id${which})`;
  if (f.place) {
    const text = like(f.place);
    where.push(recorded(` AND po.place ILIKE ${text}`), `r.place ILIKE ${text}`);
  }
  if (f.q) {
    const text = like(f.q);
    const ofCase = `c.title ILIKE ${text} OR c.id ILIKE ${text}`;
    where.push(
      `(${ofCase} OR EXISTS (SELECT 1 FROM file qf WHERE qf.case_id = c.id AND qf.name ILIKE ${text})
         OR EXISTS (SELECT 1 FROM jsonb_path_query(c.variables, 'lax $.materials[*].name') qm WHERE qm #>> '{}' ILIKE ${text}))`,
      `(r.name ILIKE ${text} OR ${ofCase})`,
    );
  }
  const from = `FROM cases c ${SEALED} CROSS JOIN LATERAL (${rowsOf(p(ON_PAPER))}) r WHERE ${where.join(' AND ')}`;
  const counted = [...params];
  const chosen = f.standing
    ? `AND r.standing = ${p(f.standing)} ${f.standing === 'lacking' ? '' : `AND ${recorded()}`}`
    : '';
  const [counts, { rows }] = await Promise.all([
    countLong(
      JSON.stringify(['originals', from, counted]),
      async () => {
        const { rows: found } = await db.query<{ standing: Standing; n: number }>(
          `SELECT standing, count(*)::int AS n FROM (
             SELECT r.standing ${from} ORDER BY c.created_at DESC, c.id DESC LIMIT ${MOST_COUNTED}) newest GROUP BY standing`,
          counted,
        );
        const n = Object.fromEntries(found.map((row) => [row.standing, row.n])) as Partial<OriginalCounts>;
        return { lacking: 0, unchecked: 0, checked: 0, ...n };
      },
      sumOf,
    ),
    // Case by case in their order, until the page is full.
    db.query<OriginalRow>(
      `SELECT ${COLUMNS} ${from} ${chosen}
        ORDER BY c.created_at DESC, c.id DESC, r."fileId" IS NULL, r.at, r."fileId", r.name LIMIT ${p(f.limit)} OFFSET ${p(f.offset)}`,
      params,
    ),
  ]);
  const all = sumOf(counts);
  return { items: rows, total: f.standing ? counts[f.standing] : all, counts, partial: all >= MOST_COUNTED };
}

const sumOf = ({ lacking, unchecked, checked }: OriginalCounts): number => lacking + unchecked + checked;
