import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import { ImportRefused, type Line, type LineFault, readHead } from '../import-lines.ts';
import { isStorable } from '../text.ts';
import { tellEverybody } from './absence.ts';
import { firstPassword, USERNAME } from './accounts.ts';
import { enterHandover, followersOf, followHolders } from './holders.ts';
import { hashPassword } from './password.ts';
import { createUnit, unitsOverTime } from './unit-changes.ts';

/** Units, accounts and holders as Excel files, out and in; what stands in a file is taken as it is, what does not stand in it stays. */
export const SHEETS = {
  units: {
    title: '单位',
    columns: { id: '单位编号', name: '单位名称' },
    shownOnly: ['状态', '曾用名'],
    needed: ['id', 'name'],
  },
  accounts: {
    title: '账户',
    columns: { username: '用户名', name: '姓名或名称', kind: '类别' },
    shownOnly: ['状态', '任职'],
    needed: ['username', 'name'],
  },
  holders: {
    title: '任职',
    columns: { post: '岗位编号', username: '用户名', from: '任职日期', until: '离任日期' },
    shownOnly: ['岗位', '单位', '姓名'],
    needed: ['post', 'username', 'from', 'until'],
  },
} as const;
export type SheetKind = keyof typeof SHEETS;
export const SHEET_KINDS = Object.keys(SHEETS) as [SheetKind, ...SheetKind[]];

export interface ImportedPeople {
  added: string[];
  changed: string[];
  unchanged: number;
  /** First passwords of new accounts; kept nowhere. */
  passwords: { username: string; password: string }[];
}

const KIND_NAMES = { person: '人员', system: '系统' } as const;
/** Each needs a slow hash. */
const MOST_NEW = 500;

/** Rows of the file, each a list of texts in the order of columns and shown ones. */
export async function rowsOf(db: Db, kind: SheetKind): Promise<string[][]> {
  const today = now().toISODate();
  if (kind === 'units')
    return (await unitsOverTime(db)).map((u) => [
      u.id,
      u.name,
      u.endedOn ? `${u.endedOn} 并入${u.successorName ?? ''}` : '在用',
      u.changes.flatMap((c) => (c.done && c.before ? [`${c.before}（至 ${c.on}）`] : [])).join('、'),
    ]);
  if (kind === 'accounts') {
    const { rows } = await db.query<{
      username: string;
      name: string;
      kind: 'person' | 'system';
      active: boolean;
      posts: string[];
    }>(
      `SELECT a.username, a.display_name AS name, a.kind, a.active,
              ARRAY(SELECT p.name FROM post_holder h JOIN post p ON p.id = h.post LEFT JOIN unit u ON u.id = p.unit
                     WHERE h.username = a.username AND u.ended_on IS NULL AND h.from_date <= $1::date
                       AND (h.until_date IS NULL OR h.until_date > $1::date) ORDER BY p.id) AS posts
         FROM account a ORDER BY a.username`,
      [today],
    );
    return rows.map((a) => [a.username, a.name, KIND_NAMES[a.kind], a.active ? '启用' : '停用', a.posts.join('、')]);
  }
  const { rows } = await db.query<
    Record<'post' | 'name' | 'unit' | 'username' | 'person' | 'from' | 'until', string | null>
  >(
    `SELECT p.id AS post, p.name, u.name AS unit, h.username, a.display_name AS person, h.from_date::text AS "from", h.until_date::text AS until
       FROM post p LEFT JOIN unit u ON u.id = p.unit LEFT JOIN post_holder h ON h.post = p.id LEFT JOIN account a USING (username)
      WHERE u.ended_on IS NULL ORDER BY u.ord NULLS LAST, p.id, h.from_date, h.username`,
  );
  return rows.map((r) => [r.post, r.username, r.from, r.until, r.name, r.unit, r.person].map((v) => v ?? ''));
}

/** In a transaction. The same file again changes nothing. Throws ImportRefused with every fault of every line. */
export async function importPeople(
  db: Db,
  kind: SheetKind,
  lines: readonly Line[],
  by: string,
): Promise<ImportedPeople> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('import-people'))`);
  const [head, ...rows] = lines;
  const { columns: titles, shownOnly, needed } = SHEETS[kind];
  const columns = readHead<string>(head, { columns: titles, shownOnly, needed });
  if (!rows.length) throw new ImportRefused([{ path: '表头', message: '表头下面没有数据行' }]);
  const read = rows.map(({ line, cells }) => {
    const cell = (column: string): string => cells[columns.get(column) ?? -1]?.trim() ?? '';
    return { line, cell };
  });
  const faults: LineFault[] = [];
  for (const { line, cell } of read)
    for (const [column, title] of Object.entries<string>(titles)) {
      if (!isStorable(cell(column))) faults.push({ path: `第${line}行`, message: `${title}含有不能保存的字符` });
      if (cell(column).length > 100) faults.push({ path: `第${line}行`, message: `${title}不能超过100个字` });
    }
  if (faults.length) throw new ImportRefused(faults);
  const take = { units: takeUnits, accounts: takeAccounts, holders: takeHolders }[kind];
  const done = await take(db, read, faults, by);
  if (faults.length) throw new ImportRefused(faults);
  if (done.added.length + done.changed.length) await tellEverybody(db);
  return done;
}

interface Row {
  line: number;
  cell(column: string): string;
}
type Take = (db: Db, rows: Row[], faults: LineFault[], by: string) => Promise<ImportedPeople>;

/** Says of a key that stands on two lines. */
function sayTwice(rows: Row[], keyOf: (row: Row) => string, faults: LineFault[]): void {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const first = seen.get(keyOf(row));
    if (first !== undefined) faults.push({ path: `第${row.line}行`, message: `与第${first}行重复` });
    else seen.set(keyOf(row), row.line);
  }
}

const takeUnits: Take = async (db, rows, faults) => {
  sayTwice(rows, ({ cell }) => cell('id'), faults);
  const known = new Map((await unitsOverTime(db)).map((u) => [u.id, u]));
  const done: ImportedPeople = { added: [], changed: [], unchanged: 0, passwords: [] };
  for (const { line, cell } of rows) {
    const say = (message: string) => faults.push({ path: `第${line}行`, message });
    const [id, name] = [cell('id'), cell('name')];
    const unit = known.get(id);
    if (!name || [...name].length > 50) say('单位名称应为 1–50 个字');
    else if (unit && unit.name !== name) say(`单位“${id}”现名“${unit.name}”，改名须写明日期和事由，请在“单位”页办理`);
    else if (unit) done.unchanged += 1;
    else
      await createUnit(db, { id, name }).then(
        () => done.added.push(id),
        (error: unknown) => {
          if (!(error instanceof BusinessRefusal)) throw error;
          say(error.message);
        },
      );
  }
  return done;
};

const takeAccounts: Take = async (db, rows, faults, by) => {
  sayTwice(rows, ({ cell }) => cell('username'), faults);
  const { rows: accounts } = await db.query<{ username: string; name: string; kind: 'person' | 'system' }>(
    'SELECT username, display_name AS name, kind FROM account',
  );
  const ids = await db.query<{ id: string }>('SELECT id FROM post UNION ALL SELECT id FROM unit');
  const reserved = new Set(ids.rows.map(({ id }) => id));
  const known = new Map(accounts.map((a) => [a.username, a]));
  const done: ImportedPeople = { added: [], changed: [], unchanged: 0, passwords: [] };
  const fresh: { username: string; name: string; kind: 'person' | 'system' }[] = [];
  const renamed: { username: string; name: string }[] = [];
  for (const { line, cell } of rows) {
    const say = (message: string) => faults.push({ path: `第${line}行`, message });
    const [username, name] = [cell('username'), cell('name')];
    const account = known.get(username);
    const kind = { '': account?.kind ?? 'person', 人员: 'person', 系统: 'system' }[cell('kind')] as
      'person' | 'system' | undefined;
    if (!kind) say(`类别“${cell('kind')}”应为“人员”或“系统”`);
    if (!name || [...name].length > 50) say('姓名或名称应为 1–50 个字');
    if (!account && !USERNAME.test(username)) say(`用户名“${username}”应由小写字母、数字、点、横线组成，2–61 个字符`);
    if (!account && reserved.has(username)) say(`“${username}”是岗位或单位的编号，请另选用户名`);
    if (account && kind && account.kind !== kind) say(`账户“${username}”的类别建立后不能修改`);
    if (!account) fresh.push({ username, name, kind: kind ?? 'person' });
    else if (account.name === name) done.unchanged += 1;
    else if (username === by) say('不能修改自己的账户，请由其他系统管理员办理');
    else renamed.push({ username, name });
  }
  if (fresh.length > MOST_NEW) faults.push({ path: '文件', message: `一次至多新建 ${MOST_NEW} 个账户，请分批导入` });
  if (faults.length) return done;
  for (const { username, name } of renamed) {
    await db.query('UPDATE account SET display_name = $2 WHERE username = $1', [username, name]);
    done.changed.push(username);
  }
  for (const a of fresh) {
    const password = a.kind === 'person' ? firstPassword() : null;
    await db.query(
      'INSERT INTO account (username, display_name, password_hash, kind, must_change) VALUES ($1,$2,$3,$4,$5)',
      [a.username, a.name, password && (await hashPassword(password)), a.kind, password !== null],
    );
    done.added.push(a.username);
    if (password) done.passwords.push({ username: a.username, password });
  }
  return done;
};

const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;

const takeHolders: Take = async (db, rows, faults, by) => {
  // A post without anybody stands in the file too, so that it can be filled in.
  const filled = rows.filter(({ cell }) => cell('username') || cell('from') || cell('until'));
  sayTwice(filled, ({ cell }) => `${cell('post')} ${cell('username')} ${cell('from')}`, faults);
  const [posts, accounts, held] = await Promise.all([
    db.query<{ id: string; ended: boolean }>(
      'SELECT p.id, u.ended_on IS NOT NULL AS ended FROM post p LEFT JOIN unit u ON u.id = p.unit',
    ),
    db.query<{ username: string }>('SELECT username FROM account'),
    db.query<{ key: string; until: string | null }>(
      `SELECT concat_ws(' ', post, username, from_date) AS key, until_date AS until FROM post_holder`,
    ),
  ]);
  const postOf = new Map(posts.rows.map((p) => [p.id, p]));
  const people = new Set(accounts.rows.map((a) => a.username));
  const known = new Map(held.rows.map((h) => [h.key, h.until]));
  const today = now().toISODate() ?? '';
  const done: ImportedPeople = { added: [], changed: [], unchanged: 0, passwords: [] };
  const lineOf = new Map<string, number[]>();
  const touched = new Set<string>();
  for (const { line, cell } of rows)
    if (!postOf.has(cell('post'))) faults.push({ path: `第${line}行`, message: `没有岗位“${cell('post')}”` });
  for (const { line, cell } of filled) {
    const before = faults.length;
    const say = (message: string) => faults.push({ path: `第${line}行`, message });
    const [post, username, from, until] = [cell('post'), cell('username'), cell('from'), cell('until') || null];
    const key = `${post} ${username} ${from}`;
    if (!people.has(username)) say(`没有账户“${username}”，请先建立账户`);
    if (!isDay(from)) say(`任职日期“${from}”应为真实日期，格式如 2026-02-13`);
    if (until !== null && !isDay(until)) say(`离任日期“${until}”应为真实日期，格式如 2026-02-13`);
    else if (until !== null && until < from) say('离任日期不能早于任职日期');
    if (faults.length > before) continue;
    if (known.has(key) && known.get(key) === until) {
      done.unchanged += 1;
      continue;
    }
    if (username === by) say('安全管理员不能变更自己的任职');
    if (postOf.get(post)?.ended) say('该单位已并入其他单位，岗位随新单位的任职');
    if (faults.length > before || !postOf.has(post)) continue;
    await db.query(
      `INSERT INTO post_holder (post, username, from_date, until_date) VALUES ($1,$2,$3::date,$4::date)
       ON CONFLICT (post, username, from_date) DO UPDATE SET until_date = EXCLUDED.until_date`,
      [post, username, from, until],
    );
    done[known.has(key) ? 'changed' : 'added'].push(`${post} ${username}`);
    lineOf.set(username, [...(lineOf.get(username) ?? []), line]);
    touched.add(post);
    // What he had taken goes to who comes, or back to the post.
    if (until !== null && until >= today) {
      const next = await db.query<{ username: string }>(
        `SELECT username FROM post_holder WHERE post = $1 AND username <> $2 AND from_date <= $3::date AND (until_date IS NULL OR until_date > $3::date)
          ORDER BY from_date DESC LIMIT 1`,
        [post, username, until],
      );
      await enterHandover(db, {
        ...{ post, former: username, successor: next.rows[0]?.username ?? null, from: until },
        ...{ reason: '导入任职名册', by },
      });
    }
  }
  // The database refuses it too, but knows no lines.
  const apart = await db.query<{ username: string }>(
    `SELECT DISTINCT a.username FROM post_holder a JOIN post p ON p.id = a.post JOIN account k USING (username)
       LEFT JOIN post_holder b ON b.username = a.username AND b.post <> a.post
        AND daterange(a.from_date, CASE WHEN a.until_date IS NOT NULL THEN greatest(a.from_date, a.until_date) END)
         && daterange(b.from_date, CASE WHEN b.until_date IS NOT NULL THEN greatest(b.from_date, b.until_date) END)
      WHERE a.username = ANY ($1) AND p.kind IN ('sysadmin', 'secadmin', 'auditor') AND (b.post IS NOT NULL OR k.kind = 'system')`,
    [[...lineOf.keys()]],
  );
  for (const { username } of apart.rows)
    for (const line of lineOf.get(username) ?? [])
      faults.push({ path: `第${line}行`, message: `“${username}”：系统、安全、审计管理员不得兼任其他岗位` });
  const twice = await db.query<{ username: string }>(
    `SELECT DISTINCT a.username FROM post_holder a JOIN post_holder b ON b.username = a.username AND b.post = a.post AND b.from_date > a.from_date
        AND (a.until_date IS NULL OR a.until_date > b.from_date) WHERE a.username = ANY ($1)`,
    [[...lineOf.keys()]],
  );
  for (const { username } of twice.rows)
    for (const line of lineOf.get(username) ?? [])
      faults.push({ path: `第${line}行`, message: `“${username}”在同一岗位的任职时间重叠` });
  if (faults.length) return done;
  for (const post of touched)
    for (const follower of await followersOf(db, post))
      await followHolders(db, { post: follower, follows: post, by, reason: '导入任职名册' });
  return done;
};
