import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Finding, type Scanned, severityOf } from './finding.ts';
import { compareVersions } from './maven-version.ts';

/** Of npm, when it is needed: nothing that the product itself stands on. */
export const RETIRE = 'retire@5.7.0';

const Identifiers = z
  .object({ CVE: z.array(z.string()).optional(), githubID: z.string().optional(), summary: z.string().optional() })
  .loose();
const Report = z.object({
  data: z.array(
    z.object({
      results: z.array(
        z.object({
          component: z.string(),
          version: z.string(),
          vulnerabilities: z
            .array(
              z.object({
                severity: z.string().optional(),
                below: z.string().optional(),
                identifiers: Identifiers,
              }),
            )
            .default([]),
        }),
      ),
    }),
  ),
});

/**
 * What browsers get (dist/web), by retire.js, which knows libraries by what is written in their files. `database`: its jsrepository-v5.json (repository
 * RetireJS/retire.js, folder repository), where it cannot fetch that itself.
 */
export function scanBundle(root: string, database: string | undefined): Scanned {
  const web = join(root, 'dist/web');
  if (!existsSync(web)) return { failed: '网页还没有编译（dist/web），请先执行 npm run build' };
  if (database !== undefined && !existsSync(database)) return { failed: `漏洞库 ${database} 不存在` };
  const work = mkdtempSync(join(tmpdir(), 'lixia-scan-'));
  try {
    const out = join(work, 'report.json');
    const asked = ['--path', web, '--outputformat', 'json', '--outputpath', out, '--cachedir', work, '--verbose'];
    const where = database === undefined ? [] : ['--jsrepo', database];
    const { stderr, error } = spawnSync(
      'npm',
      ['exec', '--yes', `--package=${RETIRE}`, '--', 'retire', ...asked, ...where],
      { cwd: work, encoding: 'utf8', maxBuffer: 1e8 },
    );
    if (error || !existsSync(out)) {
      const why = (error?.message ?? stderr.trim().split('\n').at(-1) ?? '').slice(0, 200);
      return { failed: `${RETIRE} 没有给出结果（${why}）。漏洞库下载不到的，请以 --browser 指明文件` };
    }
    const source = database === undefined ? '其最新漏洞库' : `漏洞库 ${basename(database)}`;
    const known = readRetired(readFileSync(out, 'utf8'), source);
    if (database === undefined || 'failed' in known) return known;
    const named = byName(readFileSync(database, 'utf8'), readFileSync(join(root, 'package-lock.json'), 'utf8'));
    if ('failed' in named) return named;
    return { looked: `${known.looked}；${named.looked}`, findings: [...known.findings, ...named.findings] };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export function readRetired(report: string, source: string): Scanned {
  const read = Report.safeParse(JSON.parse(report));
  if (!read.success) return { failed: `${RETIRE} 的结果不能识别` };
  const known = read.data.data.flatMap(({ results }) => results);
  const findings = known.flatMap(({ component, version, vulnerabilities }) =>
    vulnerabilities.map(({ severity, below, identifiers }) =>
      found(`${component} ${version}`, severity, below, identifiers),
    ),
  );
  const names = [...new Set(known.map(({ component, version }) => `${component} ${version}`))].sort();
  return {
    looked: `dist/web（${RETIRE}，${source}；认出 ${names.length} 个库${names.length ? `：${names.join('、')}` : ''}）`,
    findings,
  };
}

const Weakness = z.object({
  severity: z.string().optional(),
  below: z.string().optional(),
  atOrAbove: z.string().optional(),
  excludes: z.array(z.string()).default([]),
  identifiers: Identifiers,
});
const Database = z.record(
  z.string(),
  z.object({ npmname: z.string().optional(), vulnerabilities: z.array(Weakness).default([]) }).loose(),
);
const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() }).loose()) });

/** The same database by the names and versions of package-lock.json: a bundler leaves little by which a library can be known. */
export function byName(database: string, lock: string): Scanned {
  const read = Database.safeParse(JSON.parse(database));
  if (!read.success) return { failed: '漏洞库的格式不能识别，应为 jsrepository-v5.json' };
  const known = new Map(
    Object.entries(read.data).map(([name, entry]) => [entry.npmname ?? name, entry.vulnerabilities]),
  );
  const installed = Object.entries(Lock.parse(JSON.parse(lock)).packages).flatMap(([path, { version }]) => {
    const name = path.split('node_modules/').at(-1)!;
    return version !== undefined && known.has(name) ? [{ name, version }] : [];
  });
  const findings = installed.flatMap(({ name, version }) =>
    known
      .get(name)!
      .flatMap(({ severity, below, atOrAbove, excludes, identifiers }): Finding[] =>
        excludes.includes(version) ||
        (below !== undefined && compareVersions(version, below) >= 0) ||
        (atOrAbove !== undefined && compareVersions(version, atOrAbove) < 0)
          ? []
          : [found(`${name} ${version}`, severity, below, identifiers)],
      ),
  );
  const names = installed.map(({ name, version }) => `${name} ${version}`);
  return { looked: `按 package-lock.json 中的名称核对 ${names.length} 个：${names.join('、')}`, findings };
}

const found = (
  part: string,
  severity: string | undefined,
  below: string | undefined,
  { CVE, githubID, summary }: z.infer<typeof Identifiers>,
): Finding => ({
  part,
  id: CVE?.[0] ?? githubID ?? '-',
  severity: severityOf(severity),
  summary: summary ?? '',
  fixedIn: below ?? null,
});
