import { DateTime } from 'luxon';
import { randomUUID } from 'node:crypto';
import type { Answer, Client } from '../../../test/support/client.ts';
import type { Example } from '../examples.ts';

/** The body of an answer that has to be one; what an example rests on is no example itself. */
export async function wanted<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body).slice(0, 300)}`);
  return body;
}

/** Made at the first call only. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}

/** Made anew so many times, then the last one again: what takes many steps would be most of the attack. */
export function few(times: number, make: () => Promise<Example>): () => Promise<Example> {
  let left = times;
  let last: Promise<Example> | undefined;
  return () => {
    if (!last || left-- > 0) last = make();
    return last;
  };
}

/** Like no other, for names and marks. */
export const unique = (): string => randomUUID().slice(0, 8);

/** So many days of 24 hours later, or earlier. */
export const daysFrom = (moment: string, days: number): string =>
  DateTime.fromISO(moment, { setZone: true })
    .plus({ hours: 24 * days })
    .toISO({ suppressMilliseconds: true }) ?? '';

export const REASON = '按实际情况登记';

interface Listed {
  id: string;
  [name: string]: unknown;
}

/** The first row of a list that is there. */
export async function firstOf(as: Client, path: string, which: (row: Listed) => boolean = () => true): Promise<Listed> {
  const { items } = await wanted(as.get<{ items: Listed[] }>(path));
  const found = items.find(which);
  if (!found) throw new Error(`${path} has none`);
  return found;
}
