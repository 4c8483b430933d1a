import { DateTime } from 'luxon';
import { ZONE } from '../clock.ts';

/** 2026-02-27 or a moment -> 2026年2月27日; null where it is no date. */
export function officialDate(value: string): string | null {
  const day = DateTime.fromISO(value, { zone: ZONE });
  return day.isValid ? `${day.year}年${day.month}月${day.day}日` : null;
}

const WEEKDAYS = ['', '一', '二', '三', '四', '五', '六', '日'];

/** A moment -> 2026年2月27日（星期五）9:30, a day alone has no hour; null where it is no date. */
export function officialTime(value: string): string | null {
  const at = DateTime.fromISO(value, { zone: ZONE });
  if (!at.isValid) return null;
  const day = `${at.year}年${at.month}月${at.day}日（星期${WEEKDAYS[at.weekday]}）`;
  return value.includes('T') ? `${day}${at.hour}:${String(at.minute).padStart(2, '0')}` : day;
}

const AMOUNT = /^\d+(\.\d+)?$/;

/** Yuan as decimal string: 4999999.99 -> 4,999,999.99元（499.999999万元）. Moved as text, never calculated with floats. */
export function officialMoney(yuan: string): string | null {
  if (!AMOUNT.test(yuan)) return null;
  const [whole = '', fraction = ''] = yuan.split('.');
  const digits = whole.padStart(5, '0');
  const rest = `${digits.slice(-4)}${fraction}`.replace(/0+$/, '');
  const inTenThousands = `${grouped(digits.slice(0, -4))}${rest ? `.${rest}` : ''}`;
  return `${grouped(whole)}${fraction ? `.${fraction}` : ''}元（${inTenThousands}万元）`;
}

const grouped = (digits: string): string => digits.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, ',');

const NUMERALS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 1..99 as the headings of official documents count: 三, 十, 十二, 二十一. */
export function chineseNumber(n: number): string {
  const tens = Math.floor(n / 10);
  const ones = n % 10;
  if (tens === 0) return NUMERALS[ones] ?? '';
  return `${tens === 1 ? '' : NUMERALS[tens]}十${ones === 0 ? '' : NUMERALS[ones]}`;
}

/** Stands for a character that the font does not have. */
export const MISSING = '〓';

// Shapes nothing by itself: variation selectors, joiners, direction marks.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/u;

/**
 * The text as the font can show it: a character that it does not have is replaced visibly and reported to `missing`,
 * so that a document says which one was meant. Line ends become \n, a tab two spaces.
 */
export function printable(text: string, has: (codePoint: number) => boolean, missing: (char: string) => void): string {
  let out = '';
  for (const char of text.replace(/\r\n?|[\u2028\u2029\u000b\u000c]/g, '\n').replace(/\t/g, '  ')) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '\n') out += char;
    else if (INVISIBLE.test(char)) continue;
    else if (code >= 0x20 && (code < 0xd800 || code > 0xdfff) && has(code)) out += char;
    else {
      out += MISSING;
      missing(char);
    }
  }
  return out;
}
