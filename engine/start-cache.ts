import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What Java has kept of the engine's classes from an earlier run, loaded and linked: half of what a start computes. From Java 25 on
 * (https://openjdk.org/jeps/514). Without such a file, or with one that does not fit, the engine starts as ever.
 */
const FIRST_JAVA = 25;
// An engine that ends so soon has not started.
const EARLY_MS = 60_000;

/** Beside the unpacked engine, one for each Java; null: this Java makes none. Whether it fits these jars Java sees by itself. */
export function startCacheFile(java: string, home: string): string | null {
  const release = join(java, '../../release');
  const text = existsSync(release) ? readFileSync(release, 'utf8') : '';
  const version = /^JAVA_RUNTIME_VERSION="([^"]+)"/m.exec(text)?.[1];
  if (!version || parseInt(version, 10) < FIRST_JAVA) return null;
  return `${home}-java-${version.replace(/[^\w.+-]/g, '_')}.aot`;
}

/** Jars only, by name: with a folder in it, or in another order, no cache fits. */
export function classPath(home: string): string {
  const lib = join(home, 'lib');
  const jars = readdirSync(lib).filter((name) => name.endsWith('.jar'));
  return jars
    .sort()
    .map((name) => join(lib, name))
    .join(':');
}

/** A cache with which the engine does not come up is given up: it must never be why it does not. */
export function dropWhenBroken(engine: ChildProcess, cache: string): void {
  const startedAt = Date.now();
  engine.once('exit', (code, signal) => {
    const broken = signal ? ['SIGABRT', 'SIGBUS', 'SIGSEGV', 'SIGILL'].includes(signal) : code === 1;
    if (!broken || Date.now() - startedAt > EARLY_MS) return;
    try {
      rmSync(cache, { force: true });
    } catch {
      // On a server it belongs to somebody else.
    }
  });
}
