import { parse } from 'lossless-json';

// An integer of 16 digits or more somewhere in the text (perhaps inside a string: then only the slower way is taken).
const MAYBE_UNSAFE = /\d{16}/;

/** JSON to plain values; an integer that a JS number cannot hold stays its decimal string. */
export function parseJson(text: string): unknown {
  if (!text) return undefined;
  if (!MAYBE_UNSAFE.test(text)) return JSON.parse(text);
  return parse(text, null, (digits) => {
    const number = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? digits : number;
  });
}

export function parseObject(text: string): Record<string, unknown> {
  return (parseJson(text) as Record<string, unknown> | undefined) ?? {};
}
