import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { InfectedFile, scanFile, ScannerAway } from '../../domain/files/scan.ts';
import { storeFile } from '../../domain/files/store.ts';
import type { Db } from '../../db/pool.ts';

/** A server that speaks clamd's INSTREAM as its manual says, and calls what contains EICAR infected. */
let server: Server;
let setting: string;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'lixia-scan-'));
  server = createServer((socket) => {
    let all = Buffer.alloc(0);
    socket.on('data', (part) => {
      all = Buffer.concat([all, part]);
      const command = Buffer.from('zINSTREAM\0');
      if (all.length < command.length) return;
      let at = command.length;
      const chunks: Buffer[] = [];
      for (;;) {
        if (all.length < at + 4) return;
        const length = all.readUInt32BE(at);
        if (length === 0) break;
        if (all.length < at + 4 + length) return;
        chunks.push(all.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
      const text = Buffer.concat(chunks).toString('latin1');
      socket.end(
        text.includes('EICAR')
          ? 'stream: Eicar-Test-Signature FOUND\0'
          : text.includes('?')
            ? 'INSTREAM size limit exceeded. ERROR\0'
            : 'stream: OK\0',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  setting = `clamd://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

const file = async (content: string | Buffer): Promise<string> => {
  const name = path.join(dir, 'content');
  await writeFile(name, content);
  return name;
};

test('clamd: clean passes in many chunks, infected is refused by name, anything else is a scanner that is away', async () => {
  await scanFile(setting, await file(Buffer.alloc(300_000, 'a')));
  await expect(scanFile(setting, await file('X5O!EICAR'))).rejects.toMatchObject({ found: 'Eicar-Test-Signature' });
  await expect(scanFile(setting, await file('?'))).rejects.toBeInstanceOf(ScannerAway);
  await expect(scanFile('clamd://127.0.0.1:1', await file('a'))).rejects.toBeInstanceOf(ScannerAway);
});

test('a command: its exit code decides', async () => {
  const program = path.join(dir, 'scan.sh');
  await writeFile(
    program,
    '#!/bin/sh\ngrep -q EICAR "$1" && { echo Eicar; exit 1; }\ngrep -q odd "$1" && exit 2\nexit 0\n',
  );
  await chmod(program, 0o755);
  await scanFile(`command:${program}`, await file('clean'));
  await expect(scanFile(`command:${program}`, await file('EICAR'))).rejects.toMatchObject({ found: 'Eicar' });
  await expect(scanFile(`command:${program}`, await file('odd'))).rejects.toBeInstanceOf(ScannerAway);
  await expect(scanFile(`command:${dir}/nothing`, await file('a'))).rejects.toBeInstanceOf(ScannerAway);
});

test('what is infected leaves neither a file nor a row', async () => {
  const statements: string[] = [];
  const db = { query: (sql: string) => Promise.resolve(statements.push(sql) && { rows: [] }) } as unknown as Db;
  const about = {
    caseId: 'c',
    taskKey: null,
    name: 'a.pdf',
    mediaType: 'application/pdf',
    uploadedBy: 'x',
    scanner: setting,
  };
  await expect(storeFile(db, dir, Readable.from(['EICAR']), about)).rejects.toBeInstanceOf(InfectedFile);
  expect([statements, await readdir(path.join(dir, 'files'))]).toEqual([[], []]);
  await storeFile(db, dir, Readable.from(['clean']), about);
  expect([statements.length, (await readdir(path.join(dir, 'files'))).length]).toEqual([1, 1]);
});
