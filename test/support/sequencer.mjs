// Plain JavaScript: Jest loads this before its transforms work on ES modules.
import { readFileSync } from 'node:fs';
import TestSequencer from '@jest/test-sequencer';

/** What starts a system of its own takes longest: begun last, it would run alone while the other worker has nothing more to do. */
export default class OwnStacksFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const own = new Set(
      sorted.filter(({ path }) => /\b(startStack|openInstallation)\(/.test(readFileSync(path, 'utf8'))),
    );
    return [...own, ...sorted.filter((test) => !own.has(test))];
  }
}
