import { isLosslessNumber } from 'lossless-json';

/** Yuan as canonical decimal string: no leading zeros, no trailing zeros of the fraction, at most 2 decimals, 0 <= x < 10^13. */
export type Money = string;

const FORM = /^\d+(\.\d+)?$/;

/**
 * Takes what a person or a program sends, exactly or not at all: text, a number, or a lossless number of the request's
 * JSON. Text may carry thousands separators. Null when it is no amount, negative, finer than a fen or too large.
 */
export function parseMoney(input: unknown): Money | null {
  const text = toText(input);
  if (text === null || !FORM.test(text)) return null;
  const [whole = '', fraction = ''] = text.split('.');
  const yuan = whole.replace(/^0+(?=\d)/, '');
  const fen = fraction.replace(/0+$/, '');
  if (yuan.length > 13 || fen.length > 2) return null;
  return fen ? `${yuan}.${fen}` : yuan;
}

function toText(input: unknown): string | null {
  if (typeof input === 'string') {
    const text = input.trim();
    if (text.length > 40) return null;
    return /^\d{1,3}([,，]\d{3})+(\.\d*)?$/.test(text) ? text.replace(/[,，]/g, '') : text;
  }
  // The shortest text that stands for the number: 4999999.99 stays 4999999.99, and 0.1 + 0.2 shows its 17 decimals.
  if (typeof input === 'number') return Number.isFinite(input) ? String(input) : null;
  if (isLosslessNumber(input)) return input.value;
  return null;
}

/** Total divided by a whole number of years, to the fen: cut off, and rounded half up. Exact, in fen. */
export function averageOf(total: Money, years: number): { cut: Money; rounded: Money } {
  const [whole = '', fraction = ''] = total.split('.');
  const fen = BigInt(whole + fraction.padEnd(2, '0'));
  const by = BigInt(years);
  return { cut: ofFen(fen / by), rounded: ofFen((fen * 2n + by) / (by * 2n)) };
}

function ofFen(fen: bigint): Money {
  const text = String(fen).padStart(3, '0');
  return parseMoney(`${text.slice(0, -2)}.${text.slice(-2)}`) ?? '0';
}
