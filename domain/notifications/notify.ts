import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { countsAt } from '../people/represent.ts';
import { isOpenOrNone, type Readers, readersOf } from '../restricted/store.ts';
import type { Kind } from './kinds.ts';
import { type Recipient, resolveRecipients } from './recipients.ts';

export interface Notice {
  /** The same effect is told once, however often it is repeated. */
  effectKey: string;
  kind: Kind;
  /** One line that says what it is about; its kind is shown beside it. */
  title: string;
  text: string;
  /** Posts, units or accounts. */
  recipients: string[];
  /** Accounts that are meant themselves, also where a post is called the same. */
  persons?: string[];
  caseId?: string | null;
  taskKey?: string | null;
  limitId?: string | null;
  /** Page that it leads to; the task's, else the case's when left out. */
  link?: string;
  /** Account that caused it and need not be told. */
  except?: string | null | undefined;
  /** What the limit is, for outside systems. */
  detail?: Record<string, unknown>;
  /** Stays in the product: what tells of mail that does not arrive is not mailed. */
  inside?: boolean;
}

// Everything in one statement: the notice decides (unique effect key), the rest follows only from a new one. Whoever is away still
// hears of it, and so does who stands in for him.
const WRITE = `
WITH meant AS (
  SELECT * FROM json_to_recordset($2::json) AS r(effect_key text, username text, post text)
), written AS (
  INSERT INTO notification (effect_key, kind, title, text, case_id, task_key, limit_id, link, recipients, units, detail, created_at)
  SELECT effect_key, kind, title, text, case_id, task_key, limit_id, link, recipients, units, detail, $3::timestamptz
    FROM json_to_recordset($1::json) AS n(effect_key text, kind text, title text, text text, case_id text, task_key bigint,
         limit_id text, link text, recipients text[], units text[], detail jsonb)
   ORDER BY effect_key
  ON CONFLICT (effect_key) DO NOTHING
  RETURNING id, effect_key, kind, case_id, units
), reached AS (
  INSERT INTO notification_recipient (notification_id, username, post, read_at)
  SELECT p.id, p.username, p.post, CASE WHEN p.kind = ANY (s.silent_kinds) THEN $3::timestamptz END
    FROM (SELECT w.id, w.kind, r.username, r.post FROM written w JOIN meant r USING (effect_key)
          UNION ALL
          SELECT w.id, w.kind, a.substitute, r.post FROM written w JOIN meant r USING (effect_key)
            JOIN absence a ON a.username = r.username AND a.substitute IS NOT NULL AND ${countsAt('$3')}
             AND (a.processes IS NULL OR EXISTS (SELECT 1 FROM cases c WHERE c.id = w.case_id AND c.process = ANY (a.processes)))
             -- Of a restricted case nobody stands in for whom it is about, nor is it told to him in another's place.
             AND NOT EXISTS (SELECT 1 FROM restricted_case x WHERE x.case_id = w.case_id AND (r.post IS NULL OR x.person = a.substitute))) p
    LEFT JOIN notification_setting s USING (username)
  ON CONFLICT DO NOTHING
  RETURNING notification_id, username
), mails AS (
  INSERT INTO delivery (notification_id, channel, username)
  SELECT w.id, 'email', s.username
    FROM written w JOIN reached r ON r.notification_id = w.id JOIN notification_setting s USING (username)
   WHERE s.email IS NOT NULL AND w.kind = ANY (s.email_kinds) AND w.effect_key <> ALL ($4::text[])
     AND EXISTS (SELECT 1 FROM setting WHERE key = 'mail' AND value = 'true')
), hooks AS (
  INSERT INTO delivery (notification_id, channel, webhook_id)
  SELECT w.id, 'webhook', h.id
    FROM written w JOIN webhook h ON h.active
     AND (h.kinds = '{}' OR w.kind = ANY (h.kinds)) AND (h.units = '{}' OR h.units && w.units)
     AND (h.processes = '{}' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = w.case_id AND c.process = ANY (h.processes)))
   WHERE w.effect_key <> ALL ($4::text[]) AND ${isOpenOrNone('w.case_id')}
), told AS (
  SELECT pg_notify('changes', json_build_object('type', 'notification', 'username', u.username)::text)
    FROM (SELECT DISTINCT username FROM reached) u
)
SELECT (SELECT count(*)::int FROM written) AS written, (SELECT count(*)::int FROM reached) AS reached,
       (SELECT count(*)::int FROM told) AS told`;

/**
 * Tells people, within the caller's transaction: what it caused and the word of it are there together or not at all. Mail and
 * webhooks are only noted down here (`delivery`) and sent afterwards. Returns how many people were reached by what is new.
 */
export async function notify(db: Db, ...notices: Notice[]): Promise<number> {
  if (notices.length === 0) return 0;
  const restricted = await readersOf(
    db,
    notices.flatMap((n) => n.caseId ?? []),
  );
  const readersOfNotice = (n: Notice) => (n.caseId ? restricted.get(n.caseId) : undefined);
  const holders = await resolveRecipients(
    db,
    notices.flatMap((n) => [...n.recipients, ...(readersOfNotice(n)?.posts ?? [])]),
  );
  const meantBy = (names: readonly string[]) => names.flatMap((name) => holders.get(name) ?? []);
  const rows = notices.map((n) => ({
    effect_key: n.effectKey,
    kind: n.kind,
    title: n.title,
    text: n.text,
    case_id: n.caseId ?? null,
    task_key: n.taskKey ?? null,
    limit_id: n.limitId ?? null,
    link: n.link ?? (n.taskKey ? `/tasks/${n.taskKey}` : n.caseId ? `/cases/${n.caseId}` : '/messages'),
    recipients: n.recipients,
    units: [...new Set(n.recipients.map((r) => r.split('.')[0] as string))],
    detail: n.detail ?? {},
  }));
  const people = notices.flatMap((n) =>
    [
      ...mayHear(meantBy(n.recipients), readersOfNotice(n), n.persons ? null : meantBy),
      ...(n.persons ?? []).map((username): Recipient => ({ username, post: null })),
    ]
      .filter(({ username }) => username !== n.except)
      .map((r) => ({ effect_key: n.effectKey, ...r })),
  );
  const result = await db.query<{ written: number; reached: number }>({
    name: 'notify',
    text: WRITE,
    values: [
      JSON.stringify(rows),
      JSON.stringify(people),
      now().toISO(),
      notices.filter((n) => n.inside).map((n) => n.effectKey),
    ],
  });
  return result.rows[0]?.reached ?? 0;
}

/**
 * What is told of a restricted case only those hear who see it (and the `persons` of the notice); where none of those it was meant for
 * does, all who see it.
 */
function mayHear(
  meant: Recipient[],
  readers: Readers | undefined,
  holding: ((posts: readonly string[]) => Recipient[]) | null,
): Recipient[] {
  if (!readers) return meant;
  const reads = ({ username, post }: Recipient) =>
    post !== null && readers.posts.includes(post) && username !== readers.person;
  const some = meant.filter(reads);
  return some.length > 0 || meant.length === 0 || !holding ? some : holding(readers.posts).filter(reads);
}
