import fc from 'fast-check';
import { shippedDays } from '../../domain/calendar/seed.ts';
import { decodeFile, readNotice, writeNotice } from '../../web/calendar/notice-text.ts';

const read = (text: string, year = 2027) => readNotice(text, year);
const day = (date: string, works: boolean, name: string) => ({ date, works, name });

describe('a pasted notice', () => {
  test.each([
    ['with a heading', '日期,休/班,名称\n2027-01-01,休,元旦\r\n2027-01-09,班,元旦'],
    ['as cells of a table', '2027/1/1\t放假\t元旦\n2027/1/9\t上班\t元旦'],
    ['in Chinese punctuation', '2027年1月1日，休，元旦\n\n2027年1月9日，班，元旦'],
    ['quoted', '"2027-01-01","holiday","元旦"\n"20270109","works","元旦"'],
    [
      'as JSON',
      '[{"date":"2027-01-01","works":false,"name":"元旦"},{"date":"2027-01-09","holiday":false,"name":"元旦"}]',
    ],
    [
      'as the API takes it',
      '{"days":[{"date":"2027-01-01","works":false,"name":"元旦"},{"date":"2027-01-09","works":true,"name":"元旦"}]}',
    ],
  ])('%s', (_, text) => {
    const { days, faults, doubts } = read(text);
    expect({ days, faults, doubts }).toEqual({
      days: [day('2027-01-01', false, '元旦'), day('2027-01-09', true, '元旦')],
      faults: [],
      doubts: [],
    });
  });

  test('a stretch of days, also from the December before', () => {
    const { days, lines } = read('2026-12-31~2027-01-02,休,元旦\n2027-01-09,班,元旦');
    expect(days.map((d) => d.date)).toEqual(['2026-12-31', '2027-01-01', '2027-01-02', '2027-01-09']);
    expect(lines).toEqual([1, 1, 1, 2]);
  });

  test('every fault is said at its line', () => {
    const { faults } = read(
      '2027-02-30,休,元旦\n2028-01-01,休,元旦\n2027-01-01,或,元旦\n2027-01-02,休\n2027-01-03,休,元旦\n2027-01-03,休,元旦\n2027-01-05~2027-01-04,休,元旦',
    );
    expect(faults.map((f) => [f.line, f.message])).toEqual([
      [1, expect.stringContaining('不是日期')],
      [2, expect.stringContaining('不属于 2027 年')],
      [3, expect.stringContaining('“休”或“班”')],
      [4, '缺少节日名称'],
      [6, '2027-01-03 与第 5 行重复'],
      [7, expect.stringContaining('颠倒')],
    ]);
  });

  test.each(['', '[]', '{', '{"days":1}', '[1]', '2027-01-01,休,元旦\n'.repeat(3), '2027-01-01~2027-12-31,休,长假'])(
    '%j is not taken',
    (text) => expect(read(text).faults.length).toBeGreaterThan(0),
  );

  test('a make-up day in the middle of a week is doubted, not refused', () => {
    const { faults, doubts } = read('2027-03-03,班,测试');
    expect([faults, doubts]).toEqual([[], [{ line: 1, message: expect.stringContaining('本来就是工作日') }]]);
  });

  test('nothing that is pasted breaks it, and what it takes is what the API takes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(fc.constantFrom('2027-01-01', '休', ',', '\n', '~', '班', '元旦')).map((a) => a.join('')),
        ),
        (text) => {
          const { days, lines, faults } = read(text);
          expect(lines).toHaveLength(days.length);
          if (faults.length) return;
          expect(new Set(days.map((d) => d.date)).size).toBe(days.length);
          for (const d of days)
            expect(d).toEqual(
              day(
                expect.stringMatching(/^202[67]-\d\d-\d\d$/) as never,
                expect.any(Boolean) as never,
                expect.stringMatching(/^.{1,40}$/su) as never,
              ),
            );
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('what is exported can be imported again: every shipped year', () => {
  const shipped = shippedDays();
  for (let year = 2004; year <= 2026; year++) {
    const days = shipped
      .filter((d) => d.notice === year)
      .map(({ date, works, name }) => day(date, works, name))
      .sort((a, b) => a.date.localeCompare(b.date));
    const again = read(writeNotice(days), year);
    expect([again.days, again.faults, again.doubts]).toEqual([days, [], []]);
  }
});

test('a file as spreadsheets save it (GBK) and one in UTF-8', () => {
  const gbk = Buffer.from('323032372d30312d30312cd0dd2cd4aab5a9', 'hex');
  const utf8 = Buffer.from('\uFEFF2027-01-01,休,元旦');
  const bytes = (b: Buffer) => b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength) as ArrayBuffer;
  for (const file of [gbk, utf8])
    expect(read(decodeFile(bytes(file))).days).toEqual([day('2027-01-01', false, '元旦')]);
});
