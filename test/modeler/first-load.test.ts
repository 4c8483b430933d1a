import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ASSETS = 'dist/web/assets';
const read = (file: string) => readFileSync(path.join(ASSETS, file), 'utf8');

/** Scripts that a page loads before it shows itself, from the files that begin it. */
function loadedWith(files: string[], seen = new Set<string>()): Set<string> {
  for (const file of files) {
    if (seen.has(file)) continue;
    seen.add(file);
    loadedWith(
      [...read(file).matchAll(/(?:import|from)\s*["']\.\/([^"']+\.js)["']/g)].map((m) => m[1]!),
      seen,
    );
  }
  return seen;
}

test('the task list loads nothing of the modeler', () => {
  const page = readFileSync('dist/web/index.html', 'utf8');
  const first = [...page.matchAll(/assets\/([^"]+\.js)/g)].map((m) => m[1]!);
  const tasks = readdirSync(ASSETS).filter((file) => /^tasks-.*\.js$/.test(file));
  expect(tasks).toHaveLength(1);
  const loaded = [...loadedWith([...first, ...tasks])];
  expect(loaded.length).toBeGreaterThan(10);
  // A word of each editor, and of none else.
  const editors = /bjs-powered-by|dmn-decision-table-container|fjs-palette-container|bts-palette/;
  const heavy = readdirSync(ASSETS).filter((file) => file.endsWith('.js') && editors.test(read(file)));
  expect(heavy.length).toBeGreaterThan(2);
  expect(loaded.filter((file) => heavy.includes(file))).toEqual([]);
});
