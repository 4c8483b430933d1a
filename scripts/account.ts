import { createInterface } from 'node:readline/promises';
import { readConfig } from '../api/config.ts';
import { createPool, inTransaction } from '../db/pool.ts';
import { migrate } from '../db/migrate.ts';
import { loadClock, now } from '../domain/clock.ts';
import { USERNAME } from '../domain/people/accounts.ts';
import { faultOfPassword, hashPassword, LEAST, RULES } from '../domain/people/password.ts';
import { endSessions, forgetFailures } from '../domain/people/sign-in.ts';
import { seedUnitsAndPosts } from '../domain/people/seed.ts';

/** `node dist/scripts/account.js <username> <display name> <post>`: makes an account that holds the post from today. The password comes by standard input. */
const [username, displayName, post] = process.argv.slice(2);
if (!username || !displayName || !post)
  stop('用法：node dist/scripts/account.js <用户名> <姓名或称呼> <岗位，如 finance.clerk>');
if (!USERNAME.test(username)) stop('用户名应由小写字母、数字、点、横线组成，2–61 个字符。');

const input = createInterface({ input: process.stdin });
console.error(`请输入初始密码，回车结束。${RULES}`);
const password = (await input[Symbol.asyncIterator]().next()).value as string | undefined;
input.close();
if (!password) stop(`密码至少 ${LEAST} 个字符。`);
const fault = await faultOfPassword(password, { username, displayName });
if (fault) stop(fault);

const { DATABASE_URL } = readConfig();
await migrate(DATABASE_URL);
const pool = createPool(DATABASE_URL, 1);
try {
  await loadClock(pool);
  await seedUnitsAndPosts(pool);
  const known = await pool.query('SELECT 1 FROM post WHERE id = $1', [post]);
  if (!known.rows.length) stop(`没有岗位 ${post}，格式为 <单位>.<岗位>，如 finance.clerk。`);
  const passwordHash = await hashPassword(password);
  await inTransaction(pool, async (db) => {
    await db.query(
      `INSERT INTO account (username, display_name, password_hash, must_change) VALUES ($1,$2,$3,TRUE)
       ON CONFLICT (username) DO UPDATE SET display_name = EXCLUDED.display_name, password_hash = EXCLUDED.password_hash,
          must_change = TRUE, active = TRUE, password_set_at = now()`,
      [username, displayName, passwordHash],
    );
    await forgetFailures(db, username);
    await endSessions(db, username);
    await db.query(
      `INSERT INTO post_holder (post, username, from_date) SELECT $1, $2, $3::date
        WHERE NOT EXISTS (SELECT 1 FROM post_holder WHERE post = $1 AND username = $2 AND until_date IS NULL)`,
      [post, username, now().toISODate()],
    );
  });
  console.log(`账户 ${username} 已就绪，任 ${post}；首次登录须修改密码。`);
} finally {
  await pool.end();
}

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}
