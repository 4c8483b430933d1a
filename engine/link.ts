import { Agent, get as getHttp, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, get as getHttps } from 'node:https';
import { text } from 'node:stream/consumers';
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

// What speaks HTTP between us and the engine has connections of its own: so the start time is asked now and then all the same.
const ASK_AGAIN_MS = 10_000;

interface Broker {
  probe: Probe;
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
  const brokers = options.monitoringUrls.map((address): Broker => {
    const url = address.replace(/\/$/, '');
    return { url, probe: openProbe(url), late: 0, known: null, present: null };
  });
  let at = 0;
  let runningSince: string | null = null;
  let closed = false;
  let timer: NodeJS.Timeout;

  async function look(): Promise<void> {
    await Promise.all(brokers.map(observe));
    if (closed) return;
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
    const seen = await broker.probe.look();
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
      for (const broker of brokers) broker.probe.close();
    },
  };
}

interface Probe {
  /** The start time of a ready engine, else why there is none. */
  look(): Promise<string | 'down' | 'late'>;
  close(): void;
}

/**
 * To tell its start time costs the engine far more than to say that it is ready. So it is asked of each new connection: as long as that is kept,
 * the same process is at its other end.
 */
function openProbe(base: string): Probe {
  const secure = base.startsWith('https:');
  const agent = new (secure ? SecureAgent : Agent)({ keepAlive: true, maxSockets: 1 });
  const ready = `${base}/ready`;
  const startTime = `${base}/actuator/prometheus?includedNames=process_start_time_seconds`;
  let readiness = ready;
  let since: string | null = null;
  let askedAt = 0;

  /** Asked once more over a new connection when the kept one was just being closed from the other side. */
  function ask(
    url: string,
    signal: AbortSignal,
  ): Promise<{ status: number; leadsTo: string | undefined; body: string }> {
    return new Promise((resolve, reject) => {
      const answered = (response: IncomingMessage): void => {
        // Another may answer than before.
        if (!request.reusedSocket) since = null;
        const { statusCode: status = 0, headers } = response;
        text(response).then((body) => resolve({ status, leadsTo: headers.location, body }), reject);
      };
      const request = (secure ? getHttps : getHttp)(url, { agent, signal }, answered);
      request.on('error', (error) => {
        if (request.reusedSocket && !signal.aborted) resolve(ask(url, signal));
        else reject(error);
      });
    });
  }

  async function isReady(signal: AbortSignal): Promise<boolean> {
    const { status, leadsTo } = await ask(readiness, signal);
    if (leadsTo !== undefined && readiness === ready) {
      // From then on asked there at once.
      readiness = new URL(leadsTo, ready).href;
      return isReady(signal);
    }
    // Another version of the engine may have it elsewhere.
    if (status === 404) readiness = ready;
    return status === 200;
  }

  return {
    async look() {
      const signal = AbortSignal.timeout(2_000);
      try {
        if (!(await isReady(signal))) return 'down';
        if (since === null || performance.now() - askedAt > ASK_AGAIN_MS) {
          const { body } = await ask(startTime, signal);
          since = /^process_start_time_seconds\S* (\S+)/m.exec(body)?.[1] ?? 'unknown';
          askedAt = performance.now();
        }
        return since;
      } catch {
        return signal.aborted ? 'late' : 'down';
      }
    },
    close: () => agent.destroy(),
  };
}
