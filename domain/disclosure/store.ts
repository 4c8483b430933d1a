import { listed } from '../../db/listed.ts';
import type { Db } from '../../db/pool.ts';
import { casesSeenBy } from '../access.ts';
import { now } from '../clock.ts';
import type { Principal } from '../people/store.ts';
import type { State } from './words.ts';

export interface Matter {
  id: string;
  caseId: string;
  year: number;
  unit: string;
  unitName: string;
  subject: string;
  /** YYYY-MM-DD. */
  decideOn: string;
  ways: string[];
  /** null: public. */
  secretReason: string | null;
  /** null: not yet in a published catalogue. */
  publishedAt: string | null;
  /** Of its draft; null: not published. */
  state: State | null;
}

export interface NewMatter {
  caseId: string;
  year: number;
  unit: string;
  subject: string;
  decideOn: string;
  ways: string[];
  secretReason: string | null;
}

const lockYear = (db: Db, year: number) =>
  db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`decision-catalogue:${year}`]);

/** Enters a matter once. Where its year's catalogue is published already, it is added to that; a secret one never. */
export async function enterMatter(db: Db, m: NewMatter): Promise<void> {
  await lockYear(db, m.year);
  await db.query(
    `INSERT INTO decision_matter (year, unit, subject, decide_on, ways, secret_reason, case_id, entered_at, published_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8,
            CASE WHEN $6::text IS NULL AND EXISTS (SELECT 1 FROM decision_catalogue WHERE year = $1) THEN $8::timestamptz END
     ON CONFLICT DO NOTHING`,
    [m.year, m.unit, m.subject, m.decideOn, m.ways, m.secretReason, m.caseId, now().toISO()],
  );
}

/** The catalogue of a year is published, once, with every public matter that is in it. */
export async function publishCatalogue(db: Db, year: number, caseId: string): Promise<void> {
  await lockYear(db, year);
  const at = now().toISO();
  await db.query(
    'INSERT INTO decision_catalogue (year, case_id, published_at) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING',
    [year, caseId, at],
  );
  await db.query(
    'UPDATE decision_matter SET published_at = $2 WHERE year = $1 AND secret_reason IS NULL AND published_at IS NULL',
    [year, at],
  );
}

/** Matters of a year: public ones, secret ones, and those whose publicity is not decided yet. */
export async function countMatters(
  db: Db,
  year: number,
): Promise<{ disclosed: number; secret: number; undecided: number }> {
  const { rows } = await db.query(
    `SELECT count(m.id) FILTER (WHERE m.secret_reason IS NULL)::int AS disclosed,
            count(m.id) FILTER (WHERE m.secret_reason IS NOT NULL)::int AS secret, count(*) FILTER (WHERE m.id IS NULL)::int AS undecided
       FROM cases c LEFT JOIN decision_matter m ON m.case_id = c.id
      WHERE c.process = 'decision-disclosure' AND c.withdrawn_at IS NULL AND c.variables ->> 'year' = $1`,
    [String(year)],
  );
  return rows[0] as Awaited<ReturnType<typeof countMatters>>;
}

const MATTER = `SELECT m.id::text AS id, m.case_id AS "caseId", m.year, m.unit, u.name AS "unitName", m.subject,
  m.decide_on::text AS "decideOn", m.ways, m.secret_reason AS "secretReason", m.published_at AS "publishedAt", d.state
  FROM decision_matter m JOIN unit u ON u.id = m.unit JOIN cases c ON c.id = m.case_id
  LEFT JOIN decision_disclosure d ON d.case_id = m.case_id WHERE c.withdrawn_at IS NULL`;
/** The one condition for whatever the public sees of a matter, beside that its case is not withdrawn. */
const PUBLIC = 'm.secret_reason IS NULL AND m.published_at IS NOT NULL';

/** The catalogue of a year as everybody sees it: neither secret nor withdrawn matters. */
export async function publicCatalogue(db: Db, year: number): Promise<Matter[]> {
  const { rows } = await db.query<Matter>(
    `${MATTER} AND ${PUBLIC} AND m.year = $1 ORDER BY m.decide_on, m.id LIMIT 500`,
    [year],
  );
  return rows;
}

export async function publicYears(db: Db): Promise<number[]> {
  const { rows } = await db.query<{ year: number }>(
    `SELECT DISTINCT year FROM (${MATTER} AND ${PUBLIC}) found ORDER BY year DESC`,
  );
  return rows.map(({ year }) => year);
}

/** For staff: public matters, and secret ones of the own unit; the office and the monitor see all. */
export async function listMatters(
  db: Db,
  who: Principal,
  f: { year?: number | undefined; unit?: string | undefined; q?: string | undefined; limit: number; offset: number },
): Promise<{ items: Matter[]; total: number }> {
  const { rows } = await db.query<Matter & { total: number }>(
    `SELECT found.*, count(*) OVER ()::int AS total FROM (${MATTER}) found
      WHERE ($1::int IS NULL OR year = $1) AND ($2::text IS NULL OR unit = $2) AND ($3::text IS NULL OR strpos(subject, $3) > 0)
        AND ("publishedAt" IS NOT NULL OR $4 OR unit = ANY ($5::text[]))
      ORDER BY year DESC, "decideOn", id::bigint LIMIT $6 OFFSET $7`,
    [f.year ?? null, f.unit ?? null, f.q ?? null, seesAll(who), who.units, f.limit, f.offset],
  );
  return listed(rows);
}

const seesAll = (who: Principal): boolean =>
  who.units.includes('government-office') || who.posts.some(({ kind }) => kind === 'monitor');

export interface Disclosure {
  caseId: string;
  unit: string;
  unitName: string;
  subject: string;
  summary: string | null;
  basisText: string;
  explanation: string;
  urgentReason: string | null;
  draftFiles: string[];
  basisFiles: string[];
  beginsAt: string;
  endsAt: string;
  state: State;
  adoptionText: string | null;
  otherWays: { way: string; heldOn: string; wayText: string }[];
  publishedAt: string;
  answeredAt: string | null;
}

const DISCLOSURE = `SELECT d.case_id AS "caseId", d.unit, u.name AS "unitName", d.subject, d.summary, d.basis_text AS "basisText",
  d.explanation, d.urgent_reason AS "urgentReason", d.draft_files AS "draftFiles", d.basis_files AS "basisFiles",
  d.begins_at AS "beginsAt", d.ends_at AS "endsAt", d.state, d.adoption_text AS "adoptionText",
  coalesce(d.other_ways, '[]') AS "otherWays", d.published_at AS "publishedAt", d.answered_at AS "answeredAt"
  FROM decision_disclosure d JOIN unit u ON u.id = d.unit JOIN cases c ON c.id = d.case_id
  JOIN decision_matter m ON m.case_id = d.case_id
  WHERE c.withdrawn_at IS NULL AND ${PUBLIC}`;

/** A published disclosure; null where there is none, it was withdrawn, or the matter is secret. */
export async function findDisclosure(db: Db, caseId: string): Promise<Disclosure | null> {
  const { rows } = await db.query<Disclosure>(`${DISCLOSURE} AND d.case_id = $1`, [caseId]);
  return rows[0] ?? null;
}

/** Published disclosures: open ones first, then those to come, then the newest. */
export async function listDisclosures(
  db: Db,
  f: { state?: State | undefined; limit: number; offset: number },
): Promise<{ items: Disclosure[]; total: number }> {
  const { rows } = await db.query<Disclosure & { total: number }>(
    `SELECT found.*, count(*) OVER ()::int AS total FROM (${DISCLOSURE}) found WHERE ($1::text IS NULL OR state = $1)
      ORDER BY CASE state WHEN 'open' THEN 0 WHEN 'announced' THEN 1 ELSE 2 END,
               CASE WHEN state = 'open' THEN "endsAt" END, "publishedAt" DESC, "caseId" LIMIT $2 OFFSET $3`,
    [f.state ?? null, f.limit, f.offset],
  );
  return listed(rows);
}

export interface OwnDisclosure extends Disclosure {
  received: number;
  pending: number;
  unanswered: number;
}

/** Disclosures of cases that this person sees, with the comments that wait for somebody. */
export async function listOwnDisclosures(
  db: Db,
  who: Principal,
  f: { state?: State | undefined; q?: string | undefined; limit: number; offset: number },
): Promise<{ items: OwnDisclosure[]; total: number }> {
  const seen = casesSeenBy(who, 5);
  const { rows } = await db.query<OwnDisclosure & { total: number }>(
    `SELECT found.*, n.*, count(*) OVER ()::int AS total
       FROM (${DISCLOSURE} AND ${seen.sql}) found, LATERAL (
         SELECT count(*)::int AS received, (count(*) FILTER (WHERE p.state = 'pending'))::int AS pending,
                (count(*) FILTER (WHERE p.state = 'accepted' AND p.answer IS NULL))::int AS unanswered
           FROM public_comment p WHERE p.case_id = found."caseId") n
      WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR strpos(subject, $2) > 0 OR "caseId" = $2)
      ORDER BY state = 'answered', "endsAt", "caseId" LIMIT $3 OFFSET $4`,
    [f.state ?? null, f.q ?? null, f.limit, f.offset, ...seen.params],
  );
  return listed(rows);
}

/** Published once, and its matter with it; a repeated job changes nothing. */
export async function publishDisclosure(
  db: Db,
  d: Omit<Disclosure, 'unitName' | 'state' | 'adoptionText' | 'otherWays' | 'publishedAt' | 'answeredAt'>,
): Promise<void> {
  await db.query(
    `INSERT INTO decision_disclosure (case_id, unit, subject, summary, basis_text, explanation, urgent_reason, draft_files, basis_files,
                                      begins_at, ends_at, published_at)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8::uuid[],$9::uuid[],$10,$11,$12) ON CONFLICT DO NOTHING`,
    [
      ...[
        d.caseId,
        d.unit,
        d.subject,
        d.summary,
        d.basisText,
        d.explanation,
        d.urgentReason,
        d.draftFiles,
        d.basisFiles,
      ],
      ...[d.beginsAt, d.endsAt, now().toISO()],
    ],
  );
  await db.query('UPDATE decision_matter SET published_at = coalesce(published_at, $2) WHERE case_id = $1', [
    d.caseId,
    now().toISO(),
  ]);
}

/** Forward only. */
export async function setState(db: Db, caseId: string, from: State, to: State): Promise<void> {
  await db.query('UPDATE decision_disclosure SET state = $3 WHERE case_id = $1 AND state = $2', [caseId, from, to]);
}

/** What became of the comments, for everybody; who wrote them is forgotten. */
export async function publishAnswers(
  db: Db,
  caseId: string,
  adoption: { text: string; others: { way: string; heldOn: string; wayText: string }[] },
): Promise<void> {
  await db.query(
    `UPDATE decision_disclosure SET state = 'answered', adoption_text = $2, other_ways = $3, answered_at = $4
      WHERE case_id = $1 AND state = 'closed'`,
    [caseId, adoption.text, JSON.stringify(adoption.others), now().toISO()],
  );
  await db.query('UPDATE public_comment SET name = NULL, contact = NULL, origin = NULL WHERE case_id = $1', [caseId]);
}
