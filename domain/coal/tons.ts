import { isLosslessNumber } from 'lossless-json';

/** 万吨 as canonical decimal string: at most 4 decimals, 0 <= x < 10^8. Ratios have the same form. */
export type Tons = string;

const DECIMALS = 4;

/** Takes what a person or a program sends, exactly or not at all; null when it is no amount. */
export function parseTons(input: unknown): Tons | null {
  const text =
    typeof input === 'string'
      ? input.trim()
      : typeof input === 'number' && Number.isFinite(input)
        ? String(input)
        : isLosslessNumber(input)
          ? input.value
          : null;
  const parts = text === null ? null : /^(\d{1,8})(?:\.(\d{1,20}))?$/.exec(text);
  if (!parts) return null;
  const whole = (parts[1] ?? '').replace(/^0+(?=\d)/, '');
  const fraction = (parts[2] ?? '').replace(/0+$/, '');
  if (fraction.length > DECIMALS) return null;
  return fraction ? `${whole}.${fraction}` : whole;
}

/** In 万吨 / 10^4. */
function units(tons: Tons): bigint {
  const [whole = '', fraction = ''] = tons.split('.');
  return BigInt(whole + fraction.padEnd(DECIMALS, '0'));
}

function ofUnits(value: bigint, decimals = DECIMALS): string {
  const text = String(value).padStart(decimals + 1, '0');
  const fraction = text.slice(-decimals).replace(/0+$/, '');
  return fraction ? `${text.slice(0, -decimals)}.${fraction}` : text.slice(0, -decimals);
}

export const sumOf = (list: readonly Tons[]): Tons => ofUnits(list.reduce((sum, tons) => sum + units(tons), 0n));

/** Exact, with up to 8 decimals. */
export const timesOf = (tons: Tons, ratio: Tons): string => ofUnits(units(tons) * units(ratio), 2 * DECIMALS);

/** -1, 0 or 1; either may have up to 8 decimals. */
export function compareTons(a: string, b: string): -1 | 0 | 1 {
  const wide = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.');
    return BigInt(whole + fraction.padEnd(2 * DECIMALS, '0'));
  };
  const [x, y] = [wide(a), wide(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
