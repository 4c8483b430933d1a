import type { Bulk } from './bulk.ts';

/** More waiting than this and the exporter waits too. */
const MOST_WAITING = 2_000;
/** So long may a record that nobody waits for wait for others, ms. */
const PATIENCE_MS = 20;

export interface LiveQueue {
  /** Takes it in hand; resolves at once unless too much is waiting. */
  push(bulk: Bulk): Promise<void>;
  /** Resolves when everything pushed so far is written or given up. */
  idle(): Promise<void>;
}

/**
 * Group commit for the quick exporter. It sends record by record and waits for each answer, while the engine's steps come as
 * a burst of records: they are answered when they are here and written together as soon as the batch before is committed. A step's
 * variables come before the task that follows it and are written with it, not one by one while it is still under way.
 * Nothing depends on them being kept: `full` brings each of them again and is answered only after its commit.
 */
export function createLiveQueue(
  write: (bulk: Bulk) => Promise<void>,
  isAwaited: (bulk: Bulk) => boolean,
  patienceMs = PATIENCE_MS,
): LiveQueue {
  let waiting: Bulk | null = null;
  let running: Promise<void> | null = null;
  let awaited = false;
  let goOn = (): void => undefined;

  const company = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      goOn = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function drain(): Promise<void> {
    // What arrives in the same turn of the event loop belongs together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting) {
      if (!awaited) await company();
      const bulk: Bulk = waiting;
      waiting = null;
      awaited = false;
      await write(bulk);
    }
    running = null;
  }

  return {
    async push(bulk) {
      waiting = waiting ? merged(waiting, bulk) : bulk;
      awaited ||= isAwaited(bulk) || waiting.records.length > MOST_WAITING;
      if (awaited) goOn();
      running ??= drain();
      if (waiting.records.length > MOST_WAITING) await running;
    },
    async idle() {
      awaited ||= waiting !== null;
      goOn();
      await running;
    },
  };
}

function merged(a: Bulk, b: Bulk): Bulk {
  a.records.push(...b.records);
  // One order of locking for all bulks; repeated records may come out of order.
  a.records.sort((x, y) => x.partitionId - y.partitionId || x.position - y.position);
  for (const [partition, newest] of b.newest) {
    if ((a.newest.get(partition)?.position ?? -1) < newest.position) a.newest.set(partition, newest);
  }
  return a;
}
