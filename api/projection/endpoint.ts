import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export interface EndpointOptions {
  password: string;
  maxBytes: number;
  /** Resolves when the bulk is committed. */
  onBulk(body: Buffer): Promise<void>;
  /** Text for GET /metrics. */
  metrics?: (() => Promise<string>) | undefined;
  onError(error: unknown): void;
  /** Someone came with a wrong user or password. */
  onRefused(): void;
}

class TooLarge extends Error {
  override message = 'a bulk larger than allowed';
}

/** Speaks as much Elasticsearch as Zeebe's exporter asks for. Plain node: the exporter is its only client. */
export function createEndpoint(options: EndpointOptions): Server {
  const expected = digest(`Basic ${Buffer.from(`zeebe:${options.password}`).toString('base64')}`);
  const server = createServer((req, res) => {
    // Newer exporters refuse to talk to anything that does not say so.
    res.setHeader('X-Elastic-Product', 'Elasticsearch');
    if (!timingSafeEqual(digest(req.headers.authorization ?? ''), expected)) {
      options.onRefused();
      req.resume();
      res.setHeader('WWW-Authenticate', 'Basic realm="records"');
      return answer(res, 401, { error: 'unauthorized' });
    }
    route(req, res, options).catch((error: unknown) => {
      options.onError(error);
      if (error instanceof TooLarge) {
        res.setHeader('Connection', 'close');
        return answer(res, 413, { error: `more than ${options.maxBytes} bytes` });
      }
      // The exporter keeps the bulk and comes again.
      answer(res, 503, { error: 'not written' });
    });
  });
  // The exporter keeps its connections: one that we close under a request would cost it a back-off of seconds.
  server.keepAliveTimeout = 0;
  return server;
}

async function route(req: IncomingMessage, res: ServerResponse, options: EndpointOptions): Promise<void> {
  const path = (req.url ?? '/').split('?')[0] ?? '/';
  if (req.method === 'POST' && path === '/_bulk') {
    const body = await read(req, options.maxBytes);
    if (body === null) return;
    await options.onBulk(body);
    return answer(res, 200, { errors: false, items: [] });
  }
  req.resume();
  if (req.method === 'GET' && path === '/metrics' && options.metrics) {
    const text = await options.metrics();
    res.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
    return;
  }
  // Templates and settings of indices that we do not have: agreed to.
  if (req.method === 'PUT') return answer(res, 200, { acknowledged: true });
  if (path === '/')
    return answer(res, 200, { name: 'lixia-flow', version: { number: '8.13.0', build_flavor: 'default' } });
  if (req.method === 'GET' || req.method === 'HEAD') return answer(res, 200, {});
  return answer(res, 404, { error: 'unknown' });
}

/** The whole body, or null when the sender went away half-way: half a bulk is none. */
async function read(req: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw new TooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new TooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    return null;
  }
  return req.complete ? Buffer.concat(chunks) : null;
}

function answer(res: ServerResponse, status: number, body: object): void {
  if (res.writableEnded || res.destroyed) return;
  res.writeHead(status, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(body));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
