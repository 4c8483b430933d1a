import { breakLines } from '../../domain/documents/lines.ts';
import { chineseNumber, officialDate, officialMoney, officialTime, printable } from '../../domain/documents/text.ts';

test.each([
  ['2026-02-27', '2026年2月27日'],
  ['2026-02-27T17:00:00+08:00', '2026年2月27日'],
  ['2026-02-26T23:30:00Z', '2026年2月27日'],
  ['2026-02-30', null],
  ['明天', null],
])('officialDate %s', (value, expected) => expect(officialDate(value)).toBe(expected));

test.each([
  ['2026-02-27', '2026年2月27日（星期五）'],
  ['2026-02-25T09:05:00+08:00', '2026年2月25日（星期三）9:05'],
  ['', null],
])('officialTime %s', (value, expected) => expect(officialTime(value)).toBe(expected));

test.each([
  ['5000000', '5,000,000元（500万元）'],
  ['4999999.99', '4,999,999.99元（499.999999万元）'],
  ['0', '0元（0万元）'],
  ['800.5', '800.5元（0.08005万元）'],
  ['9999999999999.99', '9,999,999,999,999.99元（999,999,999.999999万元）'],
  ['-1', null],
  ['1e6', null],
])('officialMoney %s', (yuan, expected) => expect(officialMoney(yuan)).toBe(expected));

test('headings count as in official documents', () => {
  expect([1, 3, 10, 12, 20, 21].map(chineseNumber)).toEqual(['一', '三', '十', '十二', '二十', '二十一']);
});

test('what the font lacks is replaced visibly and named; what shows nothing is dropped', () => {
  const missing: string[] = [];
  const has = (code: number) => code < 0x10000;
  expect(printable('甲\r\n乙\t丙\u200b丁\u{20bb7}戊\ud800\u0007', has, (char) => missing.push(char))).toBe(
    '甲\n乙  丙丁〓戊〓〓',
  );
  expect(missing).toEqual(['\u{20bb7}', '\ud800', '\u0007']);
});

describe('breakLines', () => {
  const width = (text: string) => [...text].reduce((sum, char) => sum + (char.charCodeAt(0) < 0x100 ? 5 : 10), 0);
  const lines = (text: string, room = 50, indent = 0) => breakLines(text, room, width, indent).map((l) => l.text);

  test('no line begins with a closing or ends with an opening mark', () => {
    expect(lines('一二三四五，六七')).toEqual(['一二三四', '五，六七']);
    expect(lines('一二三四（五六）七')).toEqual(['一二三四', '（五六）七']);
  });
  test('figures stay together, but are broken where no line holds them', () => {
    expect(lines('共计为4,999,999元')).toEqual(['共计为', '4,999,999', '元']);
    expect(lines('1234567890123')).toEqual(['1234567890', '123']);
  });
  test('empty paragraphs stay; the first line of each is indented', () => {
    expect(lines('一\n\n二')).toEqual(['一', '', '二']);
    expect(lines('一二三四五六', 50, 20)).toEqual(['一二三', '四五六']);
  });
  test('nothing but spaces at a line end is lost', () => {
    const text = '历下区（招商）“引资”ab cd 1,234.5，、。！项目'.repeat(40);
    for (const room of [10, 30, 55, 200])
      expect(lines(text, room).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });
  test('a line of closing marks alone ends', () => {
    expect(lines('。'.repeat(12)).join('')).toBe('。'.repeat(12));
  });
});
