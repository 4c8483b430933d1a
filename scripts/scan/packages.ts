import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { type Finding, type Scanned, severityOf } from './finding.ts';

const Audit = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      range: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string(), severity: z.string() })])),
    }),
  ),
});

/** The packages of package-lock.json, by `npm audit`: of the registry that npm is set to. Some registries do not answer it. */
export function scanPackages(root: string): Scanned {
  const { stdout, error } = spawnSync('npm', ['audit', '--json'], { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  if (error) return { failed: `npm audit 不能运行：${error.message}` };
  return readAudit(stdout);
}

export function readAudit(stdout: string): Scanned {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return { failed: 'npm audit 没有给出结果' };
  }
  const audit = Audit.safeParse(answer);
  if (!audit.success) {
    // Without the address: it is this machine's affair which registry it asks.
    const { message } = answer as { message?: string };
    const why = String(message ?? '回答不能识别').replace(/\s+-\s+(GET|POST)\s.*$/, '');
    return { failed: `npm 源不回答 npm audit（${why}）` };
  }
  const findings = Object.entries(audit.data.vulnerabilities).flatMap(([name, { range, via }]) =>
    via.flatMap((one): Finding[] =>
      typeof one === 'string'
        ? []
        : [
            {
              part: `${name} ${range}`,
              id: one.url.split('/').at(-1) ?? one.url,
              severity: severityOf(one.severity),
              summary: one.title,
              fixedIn: null,
            },
          ],
    ),
  );
  return { looked: 'package-lock.json 的全部依赖（npm audit）', findings };
}
