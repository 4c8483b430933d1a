import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';

const Change = z.object({
  type: z.enum(['task', 'case', 'deadline', 'all', 'clock', 'notification']),
  caseId: z.string().nullish(),
  taskKey: z.string().nullish(),
  /** Of a notification: whose it is. */
  username: z.string().nullish(),
});
export type Change = z.infer<typeof Change>;

export interface Changes {
  /** Calls back for every committed change until the returned function is called. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Those of the last LATELY_MS, oldest first. */
  lately(): Change[];
  /** Resolves as soon as `test` is true: asked now and after each change of the case; null when time is up. */
  waitFor<T>(caseId: string, test: () => Promise<T | null>, timeoutMs: number): Promise<T | null>;
  close(): Promise<void>;
}

/** As long as a page may take from asking for what it shows to listening. */
const LATELY_MS = 5_000;

/** Listens on the channel `changes`: each commit that changed what people see, of whichever process. */
export async function listenToChanges(connectionString: string, logger: Logger): Promise<Changes> {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  let client: pg.Client | null = null;
  let closing = false;
  const recent: { change: Change; at: number }[] = [];
  const forgetOld = () => {
    const since = performance.now() - LATELY_MS;
    const kept = recent.findIndex(({ at }) => at >= since);
    recent.splice(0, kept < 0 ? recent.length : kept);
  };
  const tell = (change: Change) => {
    forgetOld();
    recent.push({ change, at: performance.now() });
    emitter.emit('change', change);
  };

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString, keepAlive: true });
    next.on('notification', (message) => {
      const parsed = Change.safeParse(JSON.parse(message.payload ?? '{}'));
      if (parsed.success) tell(parsed.data);
    });
    const lost = () => {
      if (client !== next || closing) return;
      client = null;
      logger.warn('connection for changes lost; connecting again');
      setTimeout(() => void reconnect(), 500);
    };
    next.on('error', lost);
    next.on('end', lost);
    await next.connect();
    await next.query('LISTEN changes');
    client = next;
  }
  async function reconnect(): Promise<void> {
    try {
      await connect();
      // Whatever was missed meanwhile: everybody looks again.
      tell({ type: 'all' });
    } catch {
      if (!closing) setTimeout(() => void reconnect(), 1000);
    }
  }
  await connect();

  const subscribe: Changes['subscribe'] = (listener) => {
    emitter.on('change', listener);
    return () => emitter.off('change', listener);
  };
  return {
    subscribe,
    lately() {
      forgetOld();
      return recent.map(({ change }) => change);
    },
    waitFor(caseId, test, timeoutMs) {
      return new Promise((resolve, reject) => {
        let busy = false;
        let again = false;
        let done = false;
        const finish = (act: () => void) => {
          if (done) return;
          done = true;
          clearTimeout(timer);
          unsubscribe();
          act();
        };
        const look = async () => {
          if (busy) {
            again = true;
            return;
          }
          busy = true;
          do {
            again = false;
            try {
              const found = await test();
              if (found !== null) finish(() => resolve(found));
            } catch (error) {
              finish(() => reject(error as Error));
            }
          } while (again && !done);
          busy = false;
        };
        const unsubscribe = subscribe((change) => {
          if (change.type === 'all' || change.caseId === caseId) void look();
        });
        const timer = setTimeout(() => finish(() => resolve(null)), timeoutMs);
        void look();
      });
    },
    async close() {
      closing = true;
      await client?.end();
    },
  };
}
