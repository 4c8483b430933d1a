import { DateTime } from 'luxon';
import type { Cell } from 'write-excel-file/node';
import { ZONE } from '../../domain/clock.ts';

/** More do not come into one file: the sheet is made in memory, and nobody reads more. */
export const MOST_ROWS = 10_000;

// Every text is a text cell: what begins with = + - @ is shown, never calculated. Characters that XML cannot hold are left out.
const UNFIT =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
export const text = (value: string | null | undefined, more: object = {}): Cell =>
  value ? { value: value.replace(UNFIT, ''), type: String, format: '@', ...more } : null;
export const number = (value: number | null): Cell => (value === null ? null : { value, type: Number, align: 'right' });
// A sheet knows no zones: wall time of Asia/Shanghai.
export const time = (iso: string | null): Cell => {
  if (!iso) return null;
  const local = DateTime.fromISO(iso, { zone: ZONE }).setZone('utc', { keepLocalTime: true });
  return { value: new Date(local.startOf('minute').toMillis()), type: Date, format: 'yyyy-mm-dd hh:mm' };
};
