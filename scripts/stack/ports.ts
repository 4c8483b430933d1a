import { createServer } from 'node:net';
import type { EnginePorts } from '../../engine/start.ts';
import { StartError } from '../../engine/start-error.ts';

export interface Ports extends EnginePorts {
  http: number;
  records: number;
  postgres: number;
}

const DERIVED = ['records', 'postgres', 'grpc', 'rest', 'monitoring', 'command', 'internal'] as const;

/** PORT must be free; the others lie in a block of their own that follows from it, and give way where something is. */
export async function choosePorts(http: number): Promise<Ports> {
  if (!(await isFree(http))) {
    throw new StartError(`端口 ${http} 已被占用。请先停止占用它的程序，或换一个端口：PORT=${http + 100} npm start`);
  }
  const ports: Partial<Ports> = { http };
  let next = 12_000 + (http % 2_000) * 8;
  for (const name of DERIVED) {
    while (next === http || !(await isFree(next))) next++;
    ports[name] = next++;
  }
  return ports as Ports;
}

export function readPort(text: string | undefined): number {
  const port = Number(text ?? 3000);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StartError(`PORT=${text} 不是端口号（1-65535）。`);
}

/** A port that nothing uses now, for tests. */
export function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '0.0.0.0']) if (!(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server
      .once('error', () => resolve(false))
      .listen({ port, host, exclusive: true }, () => {
        server.close(() => resolve(true));
      });
  });
}
