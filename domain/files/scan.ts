import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';

/** Said of a file by a virus scanner: it must not be kept. */
export class InfectedFile extends Error {
  /** What the scanner found. */
  readonly found: string;
  constructor(found: string) {
    super(`infected: ${found}`);
    this.found = found;
  }
}

/** The scanner does not answer, or not as expected: whether the file is clean is not known. */
export class ScannerAway extends Error {}

// clamd's own bound on a stream is 25 MB unless set otherwise; it then answers an error, which counts as away.
const CHUNK = 64 * 1024;
const WAIT_MS = 60_000;

/**
 * Has a file scanned as the setting says. `clamd://host:port` speaks clamd's INSTREAM; `command:/path/to/program` is run with the file's
 * path as its only argument: exit code 0 is clean, 1 infected (its output says what), anything else a fault.
 * @throws InfectedFile, ScannerAway
 */
export async function scanFile(setting: string, file: string): Promise<void> {
  if (setting.startsWith('command:')) return byCommand(setting.slice('command:'.length), file);
  const { hostname, port } = new URL(setting);
  return byClamd(hostname, Number(port || 3310), file);
}

function byCommand(program: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, [file], { timeout: WAIT_MS, maxBuffer: 1024 * 1024 }, (error, stdout) => {
      if (!error) resolve();
      else if (error.code === 1) reject(new InfectedFile(stdout.trim().slice(-200)));
      else reject(new ScannerAway(error.message));
    });
  });
}

// Format: https://docs.clamav.net/manual/Usage/Scanning.html (clamd, INSTREAM): chunks with a 32-bit length, closed by a length of 0.
async function byClamd(host: string, port: number, file: string): Promise<void> {
  const socket = connect({ host, port });
  socket.setTimeout(WAIT_MS, () => socket.destroy(new Error('no answer')));
  let answer = '';
  try {
    await once(socket, 'connect');
    const answered = (async () => {
      for await (const part of socket) answer += String(part);
    })();
    answered.catch(() => undefined);
    socket.write('zINSTREAM\0');
    for await (const part of createReadStream(file, { highWaterMark: CHUNK })) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE((part as Buffer).length);
      socket.write(length);
      if (!socket.write(part as Buffer)) await once(socket, 'drain');
    }
    socket.write(Buffer.alloc(4));
    await answered;
  } catch (error) {
    throw new ScannerAway((error as Error).message);
  } finally {
    socket.destroy();
  }
  const said = answer.replace(/\0/g, '').trim();
  if (said.endsWith('OK')) return;
  const found = /^stream: (.*) FOUND$/.exec(said);
  if (found) throw new InfectedFile(found[1] ?? '');
  throw new ScannerAway(`clamd: ${said.slice(0, 200)}`);
}
