import type { EngineClient } from './client.ts';

export interface EngineLinkOptions {
  client: Pick<EngineClient, 'ready' | 'use'>;
  /** One address for each gateway that `client` knows, in the same order. */
  monitoringUrls: string[];
  /**
   * Runs with the address of each broker that has come up, before onUp and also after a restart: the stored clock offset is re-applied
   * here.
   */
  beforeUp(monitoringUrl: string): Promise<void>;
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

interface Broker {
  url: string;
  late: number;
  /** Start time of the one that was prepared by `beforeUp`; null while it is away. */
  known: string | null;
  /** Start time now; null while it is away. */
  present: string | null;
}

/**
 * Watches the engine and tells when it comes and goes; a restart between two looks shows by its start time. Of several brokers one is
 * talked to as long as it answers, then the next that does: for those who work with it that is an engine that went and came.
 */
export function createEngineLink(options: EngineLinkOptions): EngineLink {
  const brokers = options.monitoringUrls.map((url): Broker => ({
    url: url.replace(/\/$/, ''),
    late: 0,
    known: null,
    present: null,
  }));
  let at = 0;
  let runningSince: string | null = null;
  let closed = false;
  let timer: NodeJS.Timeout;

  async function look(): Promise<void> {
    await Promise.all(brokers.map(observe));
    if (runningSince !== null && brokers[at]?.present !== runningSince) {
      runningSince = null;
      // First: what is in hand is reported to the one that is there.
      changeOver();
      await options.onDown();
    }
    if (runningSince === null) changeOver();
    await prepare();
    const present = brokers[at]?.present ?? null;
    if (runningSince !== null || present === null || brokers[at]?.known !== present) return;
    if (!(await options.client.ready()) || closed) return;
    runningSince = present;
    try {
      await options.onUp();
    } catch (error) {
      // A busy engine may refuse what is asked of it first: the next look tries again.
      runningSince = null;
      for (const broker of brokers) broker.known = null;
      throw error;
    }
  }

  async function observe(broker: Broker): Promise<void> {
    const seen = await probe(broker.url);
    if (seen === 'late' && ++broker.late < LATE_ANSWERS) return;
    if (seen !== 'late') broker.late = 0;
    broker.present = seen === 'late' || seen === 'down' ? null : seen;
    // One that was away is prepared again, even if it only stood still.
    if (broker.present === null) broker.known = null;
  }

  /** To the next broker that is there, when the one we talk to is not. */
  function changeOver(): void {
    if (brokers[at]?.present) return;
    const next = brokers.map((_, i) => (at + 1 + i) % brokers.length).find((i) => brokers[i]?.present);
    if (next === undefined || next === at) return;
    at = next;
    options.client.use(at);
  }

  async function prepare(): Promise<void> {
    for (const broker of brokers) {
      if (broker.present === null || broker.present === broker.known) continue;
      const { present } = broker;
      await options.beforeUp(broker.url);
      broker.known = present;
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
