import type { EngineClient } from './client.ts';

export interface EngineLinkOptions {
  client: Pick<EngineClient, 'ready'>;
  monitoringUrl: string;
  /** Runs before onUp each time the engine comes up, also after a restart: the stored clock offset is re-applied here. */
  beforeUp(): Promise<void>;
  onUp(): Promise<void> | void;
  onDown(): Promise<void> | void;
  onError?(error: unknown): void;
  intervalMs?: number;
}

export interface EngineLink {
  up(): boolean;
  close(): void;
}

// A busy engine may answer late; only a refused connection counts at once.
const LATE_ANSWERS = 4;

/** Watches the engine and tells when it comes and goes; a restart between two looks shows by its start time. */
export function createEngineLink(options: EngineLinkOptions): EngineLink {
  const base = options.monitoringUrl.replace(/\/$/, '');
  let runningSince: string | null = null;
  let late = 0;
  let closed = false;
  let timer: NodeJS.Timeout;

  async function look(): Promise<void> {
    const seen = await probe(base);
    if (seen === 'late' && ++late < LATE_ANSWERS) return;
    if (seen !== 'late') late = 0;
    if (runningSince !== null && seen !== runningSince) {
      runningSince = null;
      await options.onDown();
    }
    if (runningSince === null && seen !== 'late' && seen !== 'down' && (await options.client.ready())) {
      await options.beforeUp();
      if (closed) return;
      runningSince = seen;
      try {
        await options.onUp();
      } catch (error) {
        // A busy engine may refuse what is asked of it first: the next look tries again.
        runningSince = null;
        throw error;
      }
    }
  }

  async function loop(): Promise<void> {
    await look().catch((error: unknown) => options.onError?.(error));
    if (!closed) timer = setTimeout(() => void loop(), options.intervalMs ?? 500);
  }
  void loop();

  return {
    up: () => runningSince !== null,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** The start time of a ready engine, else why there is none. */
async function probe(base: string): Promise<string | 'down' | 'late'> {
  try {
    const signal = AbortSignal.timeout(2_000);
    const ready = await fetch(`${base}/ready`, { signal });
    await ready.arrayBuffer();
    if (!ready.ok) return 'down';
    const metrics = await fetch(`${base}/actuator/prometheus?includedNames=process_start_time_seconds`, { signal });
    const text = await metrics.text();
    return /^process_start_time_seconds\S* (\S+)/m.exec(text)?.[1] ?? 'unknown';
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'late' : 'down';
  }
}
