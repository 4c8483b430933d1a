import { mkdirSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../engine/run.ts';
import { DEFAULT_ENGINE_VERSION } from '../engine/versions.ts';
import { scanBundle } from './scan/bundle.ts';
import { EXPLAINED } from './scan/explained.ts';
import { type Finding, isGrave, type Scanned, SEVERITIES } from './scan/finding.ts';
import { ADVISORIES, scanJars } from './scan/jars.ts';
import { scanPackages } from './scan/packages.ts';
import { findProject } from './stack/spawn.ts';

/**
 * `npm run scan -- [--browser <jsrepository-v5.json>] [--advisories <jar or csv>]`: known weaknesses of npm's packages, of what browsers get and of the
 * engine's libraries. Ends with 1 where one is high or critical and not explained, with 2 where a part could not be looked at.
 */
const { values } = parseArgs({ options: { browser: { type: 'string' }, advisories: { type: 'string' } } });
const root = findProject(import.meta.dirname);
const engine = join(root, '.cache/engine', DEFAULT_ENGINE_VERSION, 'lib');

const parts: [name: string, scanned: Scanned][] = [
  ['npm 依赖', scanPackages(root)],
  ['浏览器页面', scanBundle(root, values.browser)],
  ['流程引擎', await scanEngine()],
];
let grave = 0;
for (const [name, scanned] of parts) {
  if ('failed' in scanned) {
    console.log(`${name}：没有检查。${scanned.failed}`);
    continue;
  }
  const { looked, findings } = scanned;
  console.log(`${name}：${looked}，发现 ${findings.length} 处`);
  const worst = (a: Finding, b: Finding) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  for (const one of findings.toSorted(worst)) {
    const why = EXPLAINED[one.id];
    if (isGrave(one) && !why) grave++;
    const mend = one.fixedIn ? `，${one.fixedIn} 起已修复` : '';
    console.log(
      `  ${one.severity.padEnd(8)} ${one.id} ${one.part}${mend}：${one.summary}${why ? `【已说明：${why}】` : ''}`,
    );
  }
}
const unseen = parts.filter(([, scanned]) => 'failed' in scanned).map(([name]) => name);
console.log(
  [
    grave
      ? `有 ${grave} 处高危或严重漏洞没有说明，请升级，或在 scripts/scan/explained.ts 写明理由。`
      : '没有未说明的高危、严重漏洞。',
    unseen.length ? `没有检查到：${unseen.join('、')}。` : '',
  ].join(''),
);
process.exitCode = grave ? 1 : unseen.length ? 2 : 0;

async function scanEngine(): Promise<Scanned> {
  try {
    return await scanJars(engine, values.advisories ?? (await fetchAdvisories()));
  } catch (error) {
    const why = (error as Error).message.split('\n').at(-1);
    return { failed: `漏洞表不能取得或读取（${why}），请以 --advisories 指明文件` };
  }
}

/** By Maven, which knows from where; kept, as a version never changes. */
async function fetchAdvisories(): Promise<string> {
  const { group, artifact, version } = ADVISORIES;
  const folder = join(root, '.cache/advisories');
  const name = `${artifact}-${version}.jar`;
  mkdirSync(folder, { recursive: true });
  if ((await readdir(folder)).includes(name)) return join(folder, name);
  const part = join(folder, 'part');
  await run('mvn', [
    ...['--batch-mode', '--quiet', `-Dmaven.repo.local=${join(folder, 'maven')}`],
    ...['dependency:copy', `-Dartifact=${group}:${artifact}:${version}`, `-DoutputDirectory=${part}`],
  ]);
  await rename(join(part, name), join(folder, name));
  for (const rest of ['part', 'maven']) await rm(join(folder, rest), { recursive: true, force: true });
  return join(folder, name);
}
