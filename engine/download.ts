import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run, works } from './run.ts';
import { coordinate, type EngineArchive } from './versions.ts';

type Log = (line: string) => void;

/** Both answer false when their tool is not on this machine. No host stands here: the tools and their settings know it. */
export async function fetchWithMaven(archive: EngineArchive, target: string, log: Log): Promise<boolean> {
  if (!(await works('mvn', ['--version']))) return false;
  log(`用 Maven 获取 ${coordinate(archive.version)}（${megabytes(archive.size)}）`);
  const repository = join(dirname(target), 'maven');
  const out = join(dirname(target), 'maven-out');
  await mkdir(out, { recursive: true });
  const [group, artifact, type, version] = coordinate(archive.version).split(':');
  const stop = watch(() => largest(repository), archive, log);
  try {
    await run('mvn', [
      '--batch-mode',
      `-Dmaven.repo.local=${repository}`,
      'dependency:copy',
      `-Dartifact=${group}:${artifact}:${version}:${type}`,
      `-DoutputDirectory=${out}`,
      '-Dmdep.useBaseVersion=true',
    ]);
    const [file] = await readdir(out);
    if (!file) throw new Error('Maven 未给出文件');
    await rename(join(out, file), target);
    return true;
  } finally {
    stop();
    await rm(out, { recursive: true, force: true });
    await rm(repository, { recursive: true, force: true });
  }
}

const MAVEN_ARTIFACT = 'maven-artifact==0.3.5';

// Asks the library where the artifact is, then goes on where an earlier try broke off.
const DOWNLOAD = `
import os, sys, requests
from maven_artifact import Artifact, Downloader
coordinate, target = sys.argv[1:3]
url = Downloader().resolver.uri_for_artifact(Artifact.parse(coordinate))
for attempt in range(8):
    have = os.path.getsize(target) if os.path.exists(target) else 0
    try:
        with requests.get(url, headers={"Range": f"bytes={have}-"} if have else {}, stream=True, timeout=60) as answer:
            if answer.status_code == 416:
                break
            answer.raise_for_status()
            with open(target, "ab" if answer.status_code == 206 else "wb") as out:
                for chunk in answer.iter_content(1 << 20):
                    out.write(chunk)
        break
    except requests.RequestException as error:
        if attempt == 7:
            sys.exit(str(error))
`;

export async function fetchWithPip(archive: EngineArchive, target: string, log: Log): Promise<boolean> {
  if (!(await works('python3', ['-m', 'pip', '--version']))) return false;
  log(`用 Python 的 ${MAVEN_ARTIFACT} 获取 ${coordinate(archive.version)}（${megabytes(archive.size)}）`);
  const library = join(dirname(target), 'maven-artifact');
  if (!existsSync(join(library, 'maven_artifact'))) {
    await run('python3', [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--target',
      library,
      MAVEN_ARTIFACT,
    ]);
  }
  const stop = watch(() => size(target), archive, log);
  // The library brings its own list of authorities; a site's own ones are in the system's.
  const system = '/etc/ssl/certs/ca-certificates.crt';
  const env = { ...(existsSync(system) ? { REQUESTS_CA_BUNDLE: system } : {}), ...process.env, PYTHONPATH: library };
  try {
    await run('python3', ['-c', DOWNLOAD, coordinate(archive.version), target], { env });
    return true;
  } finally {
    stop();
  }
}

function watch(measure: () => Promise<number>, archive: EngineArchive, log: Log): () => void {
  const timer = setInterval(() => {
    void measure().then((got) => log(`已下载 ${megabytes(got)} / ${megabytes(archive.size)}`));
  }, 3_000);
  return () => clearInterval(timer);
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

async function size(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

async function largest(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return Math.max(0, ...(await Promise.all(names.map((name) => size(join(folder, name))))));
}
