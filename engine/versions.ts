import { StartError } from './start-error.ts';
export const DEFAULT_ENGINE_VERSION = '8.5.8';

export interface EngineArchive {
  version: string;
  sha256: string;
  size: number;
}

const ARCHIVES: EngineArchive[] = [
  {
    version: '8.5.8',
    sha256: '53ce62b008e61a87a3f7aed700065ad1352084a24c85771bc4e8300828bf95b4',
    size: 212_102_843,
  },
  {
    version: '8.6.0',
    sha256: '5c699e86a6c9d290dd7b1f0b2ea648fb57fd1dacf1cab22c874219e58827ea45',
    size: 299_201_896,
  },
];

export function engineArchive(version: string): EngineArchive {
  const found = ARCHIVES.find((archive) => archive.version === version);
  if (found) return found;
  const known = ARCHIVES.map((archive) => archive.version).join('、');
  throw new StartError(`ENGINE_VERSION=${version} 不受支持，可用的引擎版本：${known}。`);
}

export function coordinate(version: string): string {
  return `io.camunda:camunda-zeebe:tar.gz:${version}`;
}

/** Of two versions as `8.6.0`: the first is the later one. */
export function isNewerVersion(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) > 0;
}
