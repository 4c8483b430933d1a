import { createServer as createHttp, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, createServer, type Server as TcpServer, type Socket } from 'node:net';

/** A connection of this machine that can be cut, let hang, and mended. */
export interface Wire {
  port: number;
  /** `open`: as if it were not there; `cut`: refused and broken off; `hang`: taken, and nothing goes through. */
  set(state: 'open' | 'cut' | 'hang'): void;
  close(): Promise<void>;
}

/** A wire to a port of this machine, whatever is spoken over it. */
export async function openWire(to: number, port = 0): Promise<Wire> {
  let state: 'open' | 'cut' | 'hang' = 'open';
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    ends.add(near);
    near.on('close', () => ends.delete(near)).on('error', () => near.destroy());
    if (state === 'cut') return near.destroy();
    if (state === 'hang') return;
    const far = connect({ port: to, host: '127.0.0.1' });
    ends.add(far);
    far.on('close', () => (ends.delete(far), near.destroy())).on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  return {
    port: await listen(server, port),
    set(next) {
      const before = state;
      state = next;
      if (next === before) return;
      if (next === 'hang') for (const end of ends) end.pause();
      else for (const end of ends) end.destroy();
    },
    close: () => stop(server, () => ends.forEach((end) => end.destroy())),
  };
}

/** What the exporters get instead of the app's own answer. */
export type SinkFault = '503' | '429' | '413' | 'empty' | 'half' | 'slow';

export interface Sink {
  port: number;
  set(fault: SinkFault | null): void;
  /** Called with each bulk before it is passed on; what it answers is passed on in its place. */
  before(change: ((body: Buffer) => Buffer | Promise<Buffer>) | null): void;
  /** Called when the app has answered a bulk and the exporter does not know it yet; false: it shall never know. */
  after(told: ((body: Buffer) => boolean | Promise<boolean>) | null): void;
  /** Bulks that got something else than the app's answer. */
  disturbed(): number;
  close(): Promise<void>;
}

const SLOW_MS = 1_500;

/** Stands between exporters and app and speaks HTTP, so that it can spoil single answers. */
export async function openSink(to: number): Promise<Sink> {
  let fault: SinkFault | null = null;
  let before: ((body: Buffer) => Buffer | Promise<Buffer>) | null = null;
  let after: ((body: Buffer) => boolean | Promise<boolean>) | null = null;
  let disturbed = 0;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = await whole(req);
    const bulk = req.url?.startsWith('/_bulk') ?? false;
    const now = bulk ? fault : null;
    if (now) disturbed++;
    if (now === '503' || now === '429' || now === '413') {
      res.writeHead(Number(now), { 'content-type': 'application/json' }).end('{"error":"made by the test"}');
      return;
    }
    if (now === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    if (bulk && before) body = await before(body);
    const answer = await pass(req, body);
    if (bulk && after && !(await after(body))) {
      disturbed++;
      res.destroy();
      return;
    }
    const headers = { ...answer.headers };
    delete headers['transfer-encoding'];
    delete headers['content-length'];
    if (now === 'empty') res.writeHead(200, { 'content-type': 'application/json' }).end();
    else if (now === 'half') {
      // Announced whole, broken off in the middle.
      res.writeHead(answer.status, { ...headers, 'content-length': answer.body.length });
      res.write(answer.body.subarray(0, answer.body.length >> 1), () => res.destroy());
    } else res.writeHead(answer.status, headers).end(answer.body);
  }

  function pass(req: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: Record<string, string>; body: Buffer }>((resolve, reject) => {
      const headers = { ...req.headers, 'content-length': String(body.length) };
      delete headers['transfer-encoding'];
      const on = request({ port: to, host: '127.0.0.1', method: req.method, path: req.url, headers }, (res) => {
        whole(res).then(
          (bytes) =>
            resolve({ status: res.statusCode ?? 0, headers: res.headers as Record<string, string>, body: bytes }),
          reject,
        );
      });
      on.on('error', reject).end(body);
    });
  }

  const server: Server = createHttp((req, res) => {
    // An app that is away: so it looks to the exporter without us in between.
    handle(req, res).catch(() => res.destroy());
  });
  server.keepAliveTimeout = 0;
  return {
    port: await listen(server, 0),
    set: (next) => void (fault = next),
    before: (change) => void (before = change),
    after: (told) => void (after = told),
    disturbed: () => disturbed,
    close: () => stop(server, () => server.closeAllConnections()),
  };
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  if (!stream.complete) throw new Error('broken off');
  return Buffer.concat(chunks);
}

function listen(server: TcpServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}

function stop(server: TcpServer, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    end();
  });
}
