import type { Db } from '../../db/pool.ts';
import { casesSeenBy } from '../access.ts';
import { listMeasures, STATE_NAMES } from '../ledger/measures.ts';
import type { Principal } from '../people/store.ts';

export const KINDS = { case: '事项', document: '材料', measure: '督查台账', park: '园区' } as const;
export type Kind = keyof typeof KINDS;

export interface Hit {
  kind: Kind;
  /** Of the case, file, measure or park. */
  id: string;
  title: string;
  /** What stands beside the title: number, state. */
  about: string;
  /** Text around the first word that was asked for; null where the title says it. */
  excerpt: string | null;
  caseId: string | null;
  /** null: it has no date of its own. */
  at: string | null;
}
export interface Found {
  items: Hit[];
  total: number;
  /** How many there are of each kind; more than 1,000 are not counted on. */
  kinds: Record<Kind, number>;
}

const MOST_COUNTED = 1000;
const like = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

/** Each word is looked for on its own; all must be there. */
export const wordsOf = (q: string): string[] => [...new Set(q.trim().split(/\s+/).filter(Boolean))].slice(0, 8);

/** SQL that holds where a text has all characters, and pairs of them, of every word: what an index can choose by. */
const hasPairs = (text: string, words: readonly string[], add: (value: unknown) => string): string =>
  words.map((word) => `search_grams(${text}) @> search_grams(${add(word)})`).join(' AND ');

/** SQL that holds where the text has the words themselves. */
const hasWords = (text: string, words: readonly string[], add: (value: unknown) => string): string =>
  words.map((word) => `${text} ILIKE ${add(like(word))}`).join(' AND ');

/** Cases, documents, measures and parks that this person may see and that hold every word; newest first within each kind. */
export async function search(
  db: Db,
  who: Principal,
  f: { q: string; kind?: Kind | undefined; limit: number; offset: number },
): Promise<Found> {
  const words = wordsOf(f.q);
  const nothing: Found = { items: [], total: 0, kinds: { case: 0, document: 0, measure: 0, park: 0 } };
  if (!words.length) return nothing;
  const [cases, documents, measures, parks] = await Promise.all([
    searchCases(db, who, words),
    searchDocuments(db, who, words),
    searchMeasures(db, who, words),
    searchParks(db, words),
  ]);
  const found = { case: cases, document: documents, measure: measures, park: parks };
  const kinds = Object.fromEntries(Object.entries(found).map(([kind, hits]) => [kind, hits.length])) as Found['kinds'];
  const all = f.kind ? found[f.kind] : Object.values(found).flat();
  return { items: all.slice(f.offset, f.offset + f.limit), total: all.length, kinds };
}

const AROUND = 40;
function excerptOf(text: string, title: string, words: readonly string[]): string | null {
  const missing = words.find((word) => !title.toLowerCase().includes(word.toLowerCase()));
  if (missing === undefined) return null;
  // Line by line: each is a text of its own.
  const line = text.split('\n').find((one) => one.toLowerCase().includes(missing.toLowerCase()));
  if (line === undefined) return null;
  const at = line.toLowerCase().indexOf(missing.toLowerCase());
  const from = Math.max(0, at - AROUND);
  const to = at + missing.length + AROUND;
  return `${from > 0 ? '…' : ''}${line.slice(from, to).trim()}${to < line.length ? '…' : ''}`;
}

// Both take what has the pairs in the order of its date, and look into one text after the other until there are enough: a word that nearly
// every title has would otherwise have all texts read. OFFSET 0 keeps PostgreSQL from doing the second before the first.
async function searchCases(db: Db, who: Principal, words: string[]): Promise<Hit[]> {
  const seen = casesSeenBy(who, 1);
  const params = [...seen.params];
  const add = (value: unknown) => `$${params.push(value)}`;
  const text = 'case_text(c.id, c.title, c.variables)';
  // Cases that still wait for their instance, few, are not in the index.
  const chosen = `(c.instance_key IS NULL OR c.instance_key IS NOT NULL AND ${hasPairs(text, words, add)})`;
  const { rows } = await db.query<{ id: string; title: string; text: string; at: string }>(
    `SELECT c.id, c.title, ${text} AS text, c.created_at AS at
       FROM (SELECT c.id, c.created_at FROM cases c WHERE ${seen.sql} AND ${chosen}
              ORDER BY c.created_at DESC, c.id DESC OFFSET 0) k,
            LATERAL (SELECT * FROM cases WHERE id = k.id OFFSET 0) c
      WHERE ${hasWords(text, words, add)} ORDER BY k.created_at DESC, k.id DESC LIMIT ${MOST_COUNTED}`,
    params,
  );
  return rows.map(({ id, title, text, at }) => ({
    ...{ kind: 'case', id, title, about: id, caseId: id, at },
    excerpt: excerptOf(text, `${id} ${title}`, words),
  }));
}

async function searchDocuments(db: Db, who: Principal, words: string[]): Promise<Hit[]> {
  const seen = casesSeenBy(who, 1);
  const params = [...seen.params];
  const add = (value: unknown) => `$${params.push(value)}`;
  const text = 'file_text(f.name, f.words)';
  const { rows } = await db.query<{
    id: string;
    name: string;
    caseId: string;
    title: string;
    text: string;
    at: string;
  }>(
    `SELECT f.id, f.name, f.case_id AS "caseId", c.title, ${text} AS text, f.uploaded_at AS at
       FROM (SELECT f.id, f.uploaded_at FROM file f JOIN cases c ON c.id = f.case_id
              WHERE ${seen.sql} AND ${hasPairs(text, words, add)} ORDER BY f.uploaded_at DESC, f.id OFFSET 0) k,
            LATERAL (SELECT * FROM file WHERE id = k.id OFFSET 0) f JOIN cases c ON c.id = f.case_id
      WHERE ${hasWords(text, words, add)} ORDER BY k.uploaded_at DESC, k.id LIMIT ${MOST_COUNTED}`,
    params,
  );
  return rows.map(({ id, name, caseId, title, text, at }) => ({
    ...{ kind: 'document', id, title: name, about: `${caseId} ${title}`, caseId, at },
    excerpt: excerptOf(text.slice(name.length), name, words),
  }));
}

/** The ledger is small; it says itself who sees what. */
async function searchMeasures(db: Db, who: Principal, words: string[]): Promise<Hit[]> {
  const rows = await listMeasures(db, who, {});
  return rows.flatMap((m): Hit[] => {
    const title = `${m.sourceNumber} ${m.article} ${m.text}`;
    const text = [title, m.sourceTitle, m.taskTitle, m.others, m.lastFeedback, m.caseId].filter(Boolean).join('\n');
    if (!words.every((word) => text.toLowerCase().includes(word.toLowerCase()))) return [];
    const about = `${m.taskTitle} · ${STATE_NAMES[m.state]}`;
    return [
      {
        kind: 'measure',
        id: m.id,
        title,
        about,
        excerpt: excerptOf(text, `${title} ${about}`, words),
        caseId: m.caseId,
        at: null,
      },
    ];
  });
}

/** The register is public to whoever is signed in. */
async function searchParks(db: Db, words: string[]): Promise<Hit[]> {
  const params: unknown[] = [];
  const text = `concat_ws(' ', p.name, p.operator, p.certificate_number,
    (SELECT string_agg(n.name, ' ') FROM park_operator_name n WHERE n.park_id = p.id))`;
  const where = words.map((word) => `${text} ILIKE $${params.push(like(word))}`).join(' AND ');
  const { rows } = await db.query<{
    id: string;
    name: string;
    operator: string;
    number: string;
    text: string;
    revoked: boolean;
  }>(
    `SELECT p.id::text AS id, p.name, p.operator, p.certificate_number AS number, ${text} AS text, p.revoked_on IS NOT NULL AS revoked
       FROM park p WHERE ${where} ORDER BY p.certified_on DESC, p.id DESC LIMIT ${MOST_COUNTED}`,
    params,
  );
  return rows.map(({ id, name, operator, number, text, revoked }) => {
    const about = `${operator} · ${number}${revoked ? ' · 已取消资格' : ''}`;
    return {
      kind: 'park',
      id,
      title: name,
      about,
      excerpt: excerptOf(text, `${name} ${about}`, words),
      caseId: null,
      at: null,
    };
  });
}
