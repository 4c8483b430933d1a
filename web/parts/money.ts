// Money is a decimal string in yuan; it is moved and grouped as text, never calculated with floats.

const MONEY = /^-?\d+(\.\d*)?$/;

/** 1234567.5 -> 1,234,567.5 */
export function grouped(amount: string): string {
  if (!MONEY.test(amount)) return amount;
  const [whole = '', fraction] = amount.split('.');
  const head = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? head : `${head}.${fraction}`;
}

/** What was typed or pasted, without separators, spaces and full-width digits. */
export function plain(typed: string): string {
  return typed
    .replace(/[０-９．－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[,，\s¥￥元]/g, '');
}

/** 5000000 -> 500 万元; null where it is not an amount. */
export function inTenThousands(amount: string): string | null {
  if (!MONEY.test(amount)) return null;
  const sign = amount.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = amount.replace('-', '').split('.');
  const digits = whole.padStart(5, '0');
  const rest = `${digits.slice(-4)}${fraction}`.replace(/0+$/, '');
  const head = grouped(digits.slice(0, -4).replace(/^0+(?=\d)/, ''));
  return `${sign}${head}${rest ? `.${rest}` : ''} 万元`;
}
