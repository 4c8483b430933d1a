import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

/** What belongs to one installation or one person and to no repository. */
const SECRETS = [
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\/\/[^\s/]+\/:_(?:authToken|password)\s*=/,
  /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\./,
  // A password in an address; what is left to be filled in is none.
  /\b(?:postgres(?:ql)?|smtps?|redis|amqps?):\/\/[^\s:@/'"`$<>{}]+:(?!password@)[^\s@'"`$<>{}]{4,}@/,
];
/** Made here, or kept out of the repository (.gitignore). */
const ELSEWHERE = new Set(['node_modules', 'dist', 'secrets', 'coverage']);
const BINARY = new Set([
  '.png',
  '.jpg',
  '.gif',
  '.ico',
  '.pdf',
  '.woff',
  '.woff2',
  '.ttf',
  '.zip',
  '.gz',
  '.xlsx',
  '.docx',
]);

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      // Hidden folders: of git, of caches, of the demonstration's data.
      if (!ELSEWHERE.has(entry.name) && !entry.name.startsWith('.')) yield* filesIn(path);
    } else if (entry.isFile() && !BINARY.has(extname(entry.name)) && statSync(path).size < 5e6) yield path;
  }
}

test('no file of the repository holds a key, a token or a password of somebody', () => {
  const found = [...filesIn('.')].flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    return SECRETS.filter((secret) => secret.test(text)).map((secret) => `${path}: ${secret.source}`);
  });
  expect(found).toEqual([]);
  // What this test would see if it were there.
  const seen = [
    `${'-'.repeat(5)}BEGIN RSA PRIVATE KEY-----`,
    `AKIA${'A1'.repeat(8)}`,
    `smtp://clerk:${'Sommer2026'}@host`,
  ];
  for (const text of seen) expect(SECRETS.some((secret) => secret.test(text))).toBe(true);
});
