import type { Db } from './pool.ts';

interface Reading {
  now: Promise<unknown>;
  next: Promise<unknown> | null;
}
const readings = new WeakMap<Db, Map<string, Reading>>();

/**
 * What many look at is read once for all who ask at the same moment, as all open boards do after an event. Who asks while it is being
 * read waits for the next reading: nobody is given what was read before he asked. `key` says all that the answer depends on but time.
 * `read` is told whether it waited: then others wait with it, who asked later than the one whose `read` it is.
 */
export function readShared<T>(db: Db, key: string, read: (waited: boolean) => Promise<T>): Promise<T> {
  const all = readings.get(db) ?? new Map<string, Reading>();
  readings.set(db, all);
  const begin = (waited: boolean): Promise<T> => {
    const reading: Reading = { now: read(waited), next: null };
    all.set(key, reading);
    const ended = () => {
      if (reading.next === null) all.delete(key);
    };
    reading.now.then(ended, ended);
    return reading.now as Promise<T>;
  };
  const under = all.get(key);
  if (!under) return begin(false);
  const after = () => begin(true);
  return (under.next ??= under.now.then(after, after)) as Promise<T>;
}
