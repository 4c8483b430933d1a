import fc from 'fast-check';
import { parse } from 'lossless-json';
import { averageOf, parseMoney } from '../../domain/money.ts';

describe('parseMoney', () => {
  test.each([
    ['5000000', '5000000'],
    ['5000000.00', '5000000'],
    ['4999999.99', '4999999.99'],
    ['0005.10', '5.1'],
    ['0', '0'],
    ['5,000,000.01', '5000000.01'],
    [' 12 ', '12'],
    ['9999999999999.99', '9999999999999.99'],
    [4999999.99, '4999999.99'],
    [5e6, '5000000'],
    [9999999999999.99, '9999999999999.99'],
    [0, '0'],
  ])('%p is taken as %s', (input, expected) => {
    expect(parseMoney(input)).toBe(expected);
  });

  test.each([
    '',
    '-1',
    '1.001',
    '10000000000000',
    '1e6',
    '五百万',
    '1,00',
    '0x10',
    '.5',
    '1.',
    ' ',
    'NaN',
    '1'.repeat(1000),
    -0.01,
    0.1 + 0.2,
    1e13,
    1e21,
    NaN,
    Infinity,
    null,
    undefined,
    true,
    [],
    {},
  ])('%p is refused', (input) => {
    expect(parseMoney(input)).toBeNull();
  });

  test('when a number of the request is finer than a double, then it is refused, not rounded', () => {
    const body = parse('{"a": 4999999.9999999999999, "b": 5000000.00}') as Record<string, unknown>;
    expect(parseMoney(body.a)).toBeNull();
    expect(parseMoney(body.b)).toBe('5000000');
  });

  test('every amount in fen survives, as text and as number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), (fen) => {
        const text = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
        const back = (money: string | null) => {
          const [yuan = '', rest = ''] = (money ?? '').split('.');
          return BigInt(yuan) * 100n + BigInt(rest.padEnd(2, '0'));
        };
        expect(back(parseMoney(text))).toBe(fen);
        expect(back(parseMoney(Number(text)))).toBe(fen);
      }),
    );
  });
});

describe('averageOf', () => {
  test.each([
    ['15000000', 3, '5000000', '5000000'],
    // Cut, an average just below the threshold stays below it.
    ['14999999.99', 3, '4999999.99', '5000000'],
    ['20', 3, '6.66', '6.67'],
    ['0.01', 2, '0', '0.01'],
    ['9999999999999.99', 1, '9999999999999.99', '9999999999999.99'],
  ])('%s over %i years', (total, years, cut, rounded) => {
    expect(averageOf(total, years)).toEqual({ cut, rounded });
  });
});
