import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEndpoint } from '../../api/projection/endpoint.ts';
import { parseLine } from '../../api/projection/record.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- records as they come */

/** A task's, element's or instance's last word of the engine. */
export interface Seen {
  state: string;
  element: string;
  instance: string;
}

/**
 * Counts for itself what the engine tells: an exporter of its own brings it every record, nothing of the app's projection is in between.
 * Records of a partition come in order; what comes again is left out by its position.
 */
export class Witness {
  readonly instances = new Map<string, Seen>();
  readonly elements = new Map<string, Seen>();
  readonly tasks = new Map<string, Seen>();
  readonly incidents = new Map<string, Seen>();
  readonly timers = new Map<string, Seen>();
  /** `<scope> <name>`: JSON text. */
  readonly variables = new Map<string, string>();
  /** Root instances by the case they belong to. */
  readonly roots = new Map<string, string[]>();
  readonly last = new Map<number, number>();
  records = 0;
  repeated = 0;
  private server: Server | null = null;

  async listen(password: string): Promise<number> {
    const server = createEndpoint({
      password,
      maxBytes: 64 << 20,
      onBulk: (body) => Promise.resolve(this.take(body)),
      onError: (error) => console.error(error),
      onRefused: () => undefined,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
    return (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server?.close(() => resolve());
      this.server?.closeAllConnections();
    });
  }

  private take(body: Buffer): void {
    for (const line of body.toString('utf8').split('\n')) {
      if (!line || line.startsWith('{"index"') || line.startsWith('{"create"')) continue;
      const r = parseLine(line) as any;
      if (r.recordType !== 'EVENT') continue;
      if (r.position <= (this.last.get(r.partitionId) ?? -1)) {
        this.repeated++;
        continue;
      }
      this.last.set(r.partitionId, r.position);
      this.records++;
      this.note(r);
    }
  }

  private note({ valueType, intent, key, value }: any): void {
    const seen = (state: string, element: string): Seen => ({
      state,
      element,
      instance: String(value.processInstanceKey),
    });
    if (valueType === 'PROCESS_INSTANCE') {
      if (!intent.startsWith('ELEMENT_')) return;
      const isInstance = value.bpmnElementType === 'PROCESS';
      const state = intent.slice('ELEMENT_'.length).toLowerCase();
      (isInstance ? this.instances : this.elements).set(String(key), {
        ...seen(state === 'activated' ? 'active' : state, isInstance ? value.bpmnProcessId : value.elementId),
        ...(isInstance ? { instance: String(value.parentProcessInstanceKey) } : {}),
      });
    } else if (valueType === 'USER_TASK') {
      const state = (
        { COMPLETED: 'completed', CANCELED: 'canceled', CREATED: 'open', ASSIGNED: 'open', UPDATED: 'open' } as any
      )[intent];
      if (state) this.tasks.set(String(key), seen(state, value.elementId));
    } else if (valueType === 'INCIDENT') {
      this.incidents.set(String(key), seen(intent === 'RESOLVED' ? 'resolved' : 'open', value.elementId));
    } else if (valueType === 'TIMER') {
      const state = ({ CREATED: 'waiting', TRIGGERED: 'triggered', CANCELED: 'canceled' } as any)[intent];
      if (state) this.timers.set(String(key), seen(state, value.targetElementId));
    } else if (valueType === 'VARIABLE') {
      this.variables.set(`${value.scopeKey} ${value.name}`, value.value);
      if (value.name === 'caseId' && String(value.scopeKey) === String(value.processInstanceKey)) {
        const parent = this.instances.get(String(value.processInstanceKey))?.instance;
        const id = JSON.parse(value.value) as string;
        const known = this.roots.get(id) ?? [];
        if (parent === '-1' && !known.includes(String(value.processInstanceKey)))
          this.roots.set(id, [...known, String(value.processInstanceKey)]);
      }
    }
  }

  /** How often each step of an instance was completed by a person. */
  completed(instance: string): Record<string, number> {
    const count: Record<string, number> = {};
    for (const t of this.tasks.values())
      if (t.instance === instance && t.state === 'completed') count[t.element] = (count[t.element] ?? 0) + 1;
    return count;
  }
}
