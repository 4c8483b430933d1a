import { expect, test } from '@jest/globals';
import type { Db } from '../../db/pool.ts';
import { readShared } from '../../db/shared.ts';

/** Readings that end when they are told to. */
function readings() {
  const begun: { end: (answer: string) => void; fail: (error: Error) => void }[] = [];
  const read = () => new Promise<string>((end, fail) => begun.push({ end, fail }));
  return { begun, read };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('who asks while it is being read shares the next reading, not the one under way', async () => {
  const db = {} as Db;
  const { begun, read } = readings();
  const first = readShared(db, 'board', read);
  const [second, third] = [readShared(db, 'board', read), readShared(db, 'board', read)];
  expect(begun).toHaveLength(1);
  begun[0]!.end('before');
  expect(await first).toBe('before');
  await settled();
  expect(begun).toHaveLength(2);
  const fourth = readShared(db, 'board', read);
  begun[1]!.end('after');
  expect(await Promise.all([second, third])).toEqual(['after', 'after']);
  await settled();
  begun[2]!.end('at last');
  expect(await fourth).toBe('at last');
  await settled();
  // Nothing is kept: whoever asks later has it read anew.
  void readShared(db, 'board', read);
  expect(begun).toHaveLength(4);
});

test('a reading that fails is the failure of those who share it, and of nobody else', async () => {
  const db = {} as Db;
  const { begun, read } = readings();
  const first = readShared(db, 'board', read);
  const second = readShared(db, 'board', read);
  begun[0]!.fail(new Error('connection lost'));
  await expect(first).rejects.toThrow('connection lost');
  await settled();
  begun[1]!.end('there again');
  expect(await second).toBe('there again');
});

test('other filters, rights and databases have readings of their own', () => {
  const { begun, read } = readings();
  const [one, other] = [{} as Db, {} as Db];
  void readShared(one, 'board', read);
  void readShared(one, 'board of a unit', read);
  void readShared(other, 'board', read);
  expect(begun).toHaveLength(3);
});
