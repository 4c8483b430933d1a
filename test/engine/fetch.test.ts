import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchEngine } from '../../engine/fetch.ts';

let cacheDir: string;
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'lixia-fetch-'));
});
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

const fetch = (options: { version?: string; archive?: string }) =>
  fetchEngine({ version: '8.5.8', cacheDir, log: () => undefined, ...options });

describe('the engine archive', () => {
  test('when its sum is wrong, then it is refused, kept where it is, and nothing is unpacked', async () => {
    const archive = join(cacheDir, 'broken.tar.gz');
    writeFileSync(archive, 'half a download');
    await expect(fetch({ archive })).rejects.toThrow('校验不符');
    expect(readdirSync(cacheDir)).toContain('broken.tar.gz');
    expect(readdirSync(join(cacheDir, 'engine'))).toEqual([]);
  });

  test('when the named file is missing, then the message says which', async () => {
    await expect(fetch({ archive: '/no/such/file.tar.gz' })).rejects.toThrow('不存在：/no/such/file.tar.gz');
  });

  test('when the version is unknown, then the known ones are named', async () => {
    await expect(fetch({ version: '8.4.0' })).rejects.toThrow('8.5.8、8.6.0');
  });
});
