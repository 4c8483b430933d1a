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
const MOST_COUNTED = 1_000;
/** So many are judged to find MOST_COUNTED of one standing. */
const MOST_JUDGED = 10_000;
/** A text that more cases have is met soon enough when they are gone through from the newest on. */
const MOST_FOUND = 5_000;

type ListFilter = OriginalFilter & { standing?: Standing | undefined };

/**
 * What is required or recorded in the cases that one sees, newest case first, with how many of each standing the filter leaves. Counts of many
 * are some seconds old.
 */
export async function listOriginals(
  db: Db,
  seen: Seen,
  { limit, offset, ...f }: ListFilter & { limit: number; offset: number },
  mostFound = MOST_FOUND,
): Promise<Originals> {
  const found = f.q ? await casesWith(db, f.q, mostFound) : null;
  const { standing, ...others } = f;
  const key = JSON.stringify(['originals', seen, others]);
  const [counts, items] = await Promise.all([
    countLong(key, () => countOriginals(db, seen, others, found), sumOf),
    pageOfOriginals(db, seen, f, found, limit, offset),
  ]);
  const all = sumOf(counts);
  const partial = all >= MOST_COUNTED;
  if (!standing) return { items, total: all, counts, partial };
  // Of so many only the newest are in `counts`: there may be more of this one.
  const total = partial
    ? await countLong(
        `${key} ${standing}`,
        () => countStanding(db, seen, f, found),
        (n) => n,
      )
    : counts[standing];
  return { items, total, counts, partial };
}

const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Cases of which the number, the title, a material or a file has this text, seen or not, by the index of pairs of characters; null: too many. */
async function casesWith(db: Db, text: string, most: number): Promise<string[] | null> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM cases_with_text($1, $2, $3) AS id', [
    text,
    like(text),
    most + 1,
  ]);
  return rows.length > most ? null : [...new Set(rows.map(({ id }) => id))];
}

/** Rows `r` of cases `c` that the filter leaves, with their parameters. `found`: the cases with the text that is looked for, where they are known. */
function leftBy(seen: Seen, f: ListFilter, found: string[] | null) {
  const params: unknown[] = [...seen.params];
  const p = (value: unknown) => `$${params.push(value)}`;
  const cases = [seen.sql];
  const rows = ['r.standing IS NOT NULL'];
  if (f.case) cases.push(`c.id = ${p(f.case)}`);
  if (f.process) cases.push(`c.process = ${p(f.process)}`);
  if (f.unit) cases.push(takesPart(p(f.unit)));
  if (f.sealed !== undefined) rows.push(f.sealed ? 's.sealed' : 'NOT s.sealed');
  // Judging the files of a case costs more than seeing that it has none of those: others are not gone through.
  const recorded = (which = '') => `EXISTS (SELECT 1 FROM paper_original po WHERE po.case_id = c.id${which})`;
  if (f.place) {
    const text = p(like(f.place));
    cases.push(recorded(` AND po.place ILIKE ${text}`));
    rows.push(`r.place ILIKE ${text}`);
  }
  if (f.q) {
    const text = p(like(f.q));
    const ofCase = `c.title ILIKE ${text} OR c.id ILIKE ${text}`;
    cases.push(
      found
        ? `c.id = ANY(${p(found)}::text[])`
        : // A text that many have. Written as it is, PostgreSQL does not take it for rare and read all cases or all files before the first of the page.
          `CASE WHEN ${ofCase} THEN TRUE WHEN (SELECT TRUE FROM file qf WHERE qf.case_id = c.id AND qf.name ILIKE ${text} LIMIT 1) THEN TRUE
                ELSE EXISTS (SELECT 1 FROM jsonb_path_query(c.variables, 'lax $.materials[*].name') qm WHERE qm #>> '{}' ILIKE ${text}) END`,
    );
    rows.push(`CASE WHEN r.name ILIKE ${text} THEN TRUE ELSE ${ofCase} END`);
  }
  if (f.standing) rows.push(`r.standing = ${p(f.standing)}`);
  if (f.standing && f.standing !== 'lacking') cases.push(recorded());
  // Few cases are put in order before the files of the first are judged; OFFSET keeps PostgreSQL from doing it the other way round.
  const of = found
    ? `(SELECT c.* FROM cases c WHERE ${cases.join(' AND ')} ORDER BY c.created_at DESC, c.id DESC OFFSET 0) c`
    : 'cases c';
  const where = found ? rows : [...cases, ...rows];
  return {
    from: `FROM ${of} ${SEALED} CROSS JOIN LATERAL (${rowsOf(p(ON_PAPER))}) r WHERE ${where.join(' AND ')}`,
    params,
    p,
  };
}

/** Case by case in their order, until the page is full. */
async function pageOfOriginals(
  db: Db,
  seen: Seen,
  f: ListFilter,
  found: string[] | null,
  limit: number,
  offset: number,
): Promise<OriginalRow[]> {
  const { from, params, p } = leftBy(seen, f, found);
  const { rows } = await db.query<OriginalRow>(
    `SELECT ${COLUMNS} ${from}
      ORDER BY c.created_at DESC, c.id DESC, r."fileId" IS NULL, r.at, r."fileId", r.name LIMIT ${p(limit)} OFFSET ${p(offset)}`,
    params,
  );
  return rows;
}

async function countOriginals(db: Db, seen: Seen, f: OriginalFilter, found: string[] | null): Promise<OriginalCounts> {
  const { from, params } = leftBy(seen, f, found);
  const { rows } = await db.query<{ standing: Standing; n: number }>(
    `SELECT standing, count(*)::int AS n FROM (
       SELECT r.standing ${from} ORDER BY c.created_at DESC, c.id DESC LIMIT ${MOST_COUNTED}) newest GROUP BY standing`,
    params,
  );
  const n = Object.fromEntries(rows.map((row) => [row.standing, row.n])) as Partial<OriginalCounts>;
  return { lacking: 0, unchecked: 0, checked: 0, ...n };
}

/** How many of one standing there are, MOST_COUNTED at most. */
async function countStanding(
  db: Db,
  seen: Seen,
  { standing, ...others }: ListFilter,
  found: string[] | null,
): Promise<number> {
  const { from, params, p } = leftBy(seen, others, found);
  const { rows } = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT 1 FROM (SELECT r.standing ${from} ORDER BY c.created_at DESC, c.id DESC LIMIT ${MOST_JUDGED}) judged
        WHERE standing = ${p(standing)} LIMIT ${MOST_COUNTED}) counted`,
    params,
  );
  return rows[0]!.n;
}

const sumOf = ({ lacking, unchecked, checked }: OriginalCounts): number => lacking + unchecked + checked;
