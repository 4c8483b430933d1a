import { hash, verify } from '@node-rs/argon2';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Rules of local passwords (ASVS V2.1; GB/T 22239-2019 level 2, 身份鉴别: length, complexity, change). */
export const LEAST = 10;
export const MOST = 128;
/** From this length on no kinds of characters are asked for. */
const PHRASE = 20;
const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/];
/** The last passwords that are not taken again. */
export const REMEMBERED = 5;

export const RULES = `至少 ${LEAST} 个字符，含大写字母、小写字母、数字、符号中的三种（满 ${PHRASE} 个字符不限种类）；不得含用户名或姓名，不得是常见密码。`;

// Words of this place, which guessers know as well as we do.
const LOCAL = ['lixia', 'jinan', 'shandong', 'quancheng', 'lixiaqu', 'zhengfu', 'woaini', '历下', '济南', 'admin123'];

// Guesses as a power of ten: what ten random characters are worth.
const HARD = 9.99;

let estimator: Promise<ZxcvbnFactory> | null = null;
/** Its dictionaries take a moment to unpack: only when somebody chooses a password. */
async function estimate(password: string, known: string[]): Promise<number> {
  estimator ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }]) =>
      new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }),
  );
  return (await estimator).check(password, known).guessesLog10;
}

/** What is wrong with a new password, in words for whoever chose it; null when it may be taken. */
export async function faultOfPassword(
  password: string,
  of: { username: string; displayName: string },
): Promise<string | null> {
  const length = [...password].length;
  if (length < LEAST) return `密码至少 ${LEAST} 个字符。`;
  if (length > MOST) return `密码至多 ${MOST} 个字符。`;
  if (length < PHRASE && KINDS.filter((kind) => kind.test(password)).length < 3)
    return '密码应含大写字母、小写字母、数字、符号中的三种。';
  const flat = password.toLowerCase().replaceAll(/[\s._-]/g, '');
  const names = [of.username, of.displayName, ...of.username.split(/[._-]/)]
    .map((name) => name.toLowerCase().replaceAll(/[\s._-]/g, ''))
    .filter((name) => [...name].length >= (/^[\x20-\x7e]*$/.test(name) ? 4 : 2));
  if (names.some((name) => flat.includes(name))) return '密码不得含有用户名或姓名。';
  if ((await estimate(password, [...LOCAL, ...names])) < HARD)
    return '这是常见的或容易猜到的密码，请换一个：避免常用词、键盘顺序、重复和年份。';
  return null;
}

export const hashPassword = (password: string): Promise<string> => hash(password);

// Verified when there is nothing to compare with, so that the time taken does not tell which names exist.
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$ff/DVwvTAcu0gaBVYk1LbvtexRkPHkd9RkhwgjVXsVg';

export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const ok = await verify(stored ?? NOBODY, password).catch(() => false);
  return stored !== null && ok;
}
