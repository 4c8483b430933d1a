import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** Real servers on loopback that take what the product sends. */

export interface MailServer {
  port: number;
  /** Raw messages as they came, with whom they were for. */
  mails: { to: string[]; raw: string }[];
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString()));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map((r) => r.address), raw });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Header of a raw mail, unfolded and decoded; '' when it has none. */
export function header(raw: string, name: string): string {
  const head = raw.split('\r\n\r\n', 1)[0]!.replace(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((l) => l.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? '';
  return line
    .slice(name.length + 1)
    .trim()
    .replace(/\?= =\?/g, '?==?')
    .replace(/(=\?UTF-8\?B\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/gi)].map((m) => Buffer.from(m[1] as string, 'base64')),
      ).toString(),
    )
    .replace(/(=\?UTF-8\?Q\?[^?]*\?=)+/gi, (words) =>
      decodeURIComponent(
        [...words.matchAll(/=\?UTF-8\?Q\?([^?]*)\?=/gi)]
          .map((m) => (m[1] as string).replace(/_/g, ' ').replace(/%/g, '%25').replace(/=/g, '%'))
          .join(''),
      ),
    );
}

/** Decoded parts of a multipart mail, by their type. */
export function parts(raw: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of raw.split(/\r\n--[^\r\n]+/)) {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    const type = /content-type: (text\/\w+)/i.exec(head)?.[1];
    if (!type) continue;
    const body = rest.join('\r\n\r\n');
    if (/base64/i.test(head)) found[type] = Buffer.from(body, 'base64').toString();
    else if (/quoted-printable/i.test(head))
      found[type] = Buffer.from(
        body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      ).toString();
    else found[type] = body;
  }
  return found;
}

export interface HookServer {
  url: string;
  requests: { path: string; headers: IncomingHttpHeaders; body: string }[];
  /** What the next requests get; then 204. */
  script: ((res: ServerResponse) => void)[];
  close(): Promise<void>;
}

export async function startHookServer(): Promise<HookServer> {
  const requests: HookServer['requests'] = [];
  const script: HookServer['script'] = [];
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      requests.push({ path: req.url ?? '', headers: req.headers, body });
      const act = script.shift();
      if (act) act(res);
      else res.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    script,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
