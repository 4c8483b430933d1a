import { filingSchema, levelFactsSchema } from '../../../domain/fast-track/filing.ts';

const context = { units: new Set(['finance', 'commerce', 'sub-district']), today: '2026-02-13' };
const filing = {
  filingUnit: 'sub-district',
  filedOn: '2026-02-13',
  subject: '某某总部项目',
  content: '项目概况',
  departments: ['finance', 'commerce'],
  contactName: '张三',
  contactPhone: '0531-00000000',
  itemsBeyondPolicy: 1,
  annualRewardBeyondPolicy: '4999999.99',
  beyondLeadingGroup: 'no',
  materials: [
    { name: '项目报告书', essential: true, provided: true },
    { name: '审计报告', essential: false, provided: false, promisedBy: '2026-03-01' },
  ],
};
const errorsOf = (input: unknown) => {
  const parsed = filingSchema(context).safeParse(input);
  return parsed.success ? [] : parsed.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message }));
};
const paths = (change: Record<string, unknown>) => errorsOf({ ...filing, ...change }).map((e) => e.path);

describe('filingSchema', () => {
  test('when all is right, then the filing is kept with its defaults, trimmed, money canonical', () => {
    const kept = filingSchema(context).parse({ ...filing, subject: '  项目 ', annualRewardBeyondPolicy: 5000000 });
    expect(kept).toEqual({
      ...filing,
      subject: '项目',
      annualRewardBeyondPolicy: '5000000',
      districtWideMajor: false,
    });
  });

  test('every required field that is missing is named, in Chinese', () => {
    const errors = errorsOf({});
    expect(errors.map((e) => e.path).sort()).toEqual(Object.keys(filing).sort());
    for (const { message } of errors) expect(message).toMatch(/[\u4e00-\u9fff]/);
  });

  test('markup stays what it is: text', () => {
    const subject = '<script>alert(1)</script> & "引号"';
    expect(filingSchema(context).parse({ ...filing, subject }).subject).toBe(subject);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['unknown filing unit', { filingUnit: 'nowhere' }, 'filingUnit'],
    ['a prototype key as unit', { filingUnit: '__proto__' }, 'filingUnit'],
    ['unknown department', { departments: ['finance', 'nowhere'] }, 'departments.1'],
    ['no department', { departments: [] }, 'departments'],
    ['a department twice', { departments: ['finance', 'finance'] }, 'departments'],
    ['departments as text', { departments: 'finance' }, 'departments'],
    ['a day that does not exist', { filedOn: '2026-02-30' }, 'filedOn'],
    ['a day to come', { filedOn: '2026-02-14' }, 'filedOn'],
    ['blank subject', { subject: ' \n ' }, 'subject'],
    ['subject too long', { subject: '长'.repeat(201) }, 'subject'],
    ['1 MB of content', { content: 'x'.repeat(1_000_000) }, 'content'],
    ['NUL in content', { content: 'a\u0000b' }, 'content'],
    ['half a surrogate pair', { content: 'a\ud800b' }, 'content'],
    ['letters as telephone', { contactPhone: 'call me' }, 'contactPhone'],
    ['negative items', { itemsBeyondPolicy: -1 }, 'itemsBeyondPolicy'],
    ['half an item', { itemsBeyondPolicy: 1.5 }, 'itemsBeyondPolicy'],
    ['items as text', { itemsBeyondPolicy: '2' }, 'itemsBeyondPolicy'],
    ['absurd items', { itemsBeyondPolicy: 1e9 }, 'itemsBeyondPolicy'],
    ['negative amount', { annualRewardBeyondPolicy: '-1' }, 'annualRewardBeyondPolicy'],
    ['absurd amount', { annualRewardBeyondPolicy: 1e13 }, 'annualRewardBeyondPolicy'],
    ['tenth of a fen', { annualRewardBeyondPolicy: '1.001' }, 'annualRewardBeyondPolicy'],
    ['no amount', { annualRewardBeyondPolicy: null }, 'annualRewardBeyondPolicy'],
    ['unknown level', { beyondLeadingGroup: 'maybe' }, 'beyondLeadingGroup'],
    ['yes as text', { districtWideMajor: 'true' }, 'districtWideMajor'],
    ['materials missing', { materials: undefined }, 'materials'],
    ['material without name', { materials: [{ essential: true, provided: true }] }, 'materials.0.name'],
    ['material without facts', { materials: [{ name: '表', provided: true }] }, 'materials.0.essential'],
    [
      'promise for what is there',
      { materials: [{ name: '表', essential: false, provided: true, promisedBy: '2026-03-01' }] },
      'materials.0.promisedBy',
    ],
    ['extra key of a material', { materials: [{ name: '表', essential: true, provided: true, x: 1 }] }, 'materials.0'],
    ['201 materials', { materials: Array(201).fill({ name: '表', essential: true, provided: true }) }, 'materials'],
    ['extra key', { status: 'approved' }, ''],
  ])('%s is refused where it stands', (_name, change, path) => {
    expect(paths(change)).toContain(path);
  });

  test.each([
    '0531-86568888',
    '13800000000',
    '+86 531 86568888',
    '(0531)86568888',
    '86568888转8012',
    '1',
    '2026-02-13',
  ])('telephone %s is taken', (contactPhone) => expect(paths({ contactPhone })).toEqual([]));

  test.each([null, undefined, 1, 'x', [], [filing]])('%p is no filing', (input) => {
    expect(errorsOf(input).length).toBeGreaterThan(0);
  });
});

describe('levelFactsSchema', () => {
  test('reads what the rule reads, with the defaults of the start', () => {
    expect(
      levelFactsSchema(context).parse({
        itemsBeyondPolicy: 0,
        annualRewardBeyondPolicy: 5000000.01,
        beyondLeadingGroup: 'no',
        subject: 'left out',
      }),
    ).toEqual({
      itemsBeyondPolicy: 0,
      annualRewardBeyondPolicy: '5000000.01',
      districtWideMajor: false,
      beyondLeadingGroup: 'no',
    });
  });

  test('a name that is no start variable is refused', () => {
    const facts = { itemsBeyondPolicy: 0, annualRewardBeyondPolicy: '0', beyondLeadingGroup: 'no' };
    expect(levelFactsSchema(context).safeParse({ ...facts, districtWideMajr: true }).success).toBe(false);
  });
});

describe('total and years', () => {
  test('the average must be their quotient, cut to the fen or rounded; both or neither', () => {
    const total = { totalRewardBeyondPolicy: '20000000', rewardYears: 3 };
    expect(paths({ ...total, annualRewardBeyondPolicy: '6666666.66' })).toEqual([]);
    expect(paths({ ...total, annualRewardBeyondPolicy: '6666666.67' })).toEqual([]);
    const [wrong] = errorsOf({ ...filing, ...total, annualRewardBeyondPolicy: '6666666.68' });
    expect(wrong).toEqual({
      path: 'annualRewardBeyondPolicy',
      message: '年均奖励资金与总额、年限不符：20000000 元 ÷ 3 年，年均为 6666666.66 元',
    });
    expect(paths({ totalRewardBeyondPolicy: '1' })).toEqual(['rewardYears']);
    expect(paths({ rewardYears: 2 })).toEqual(['totalRewardBeyondPolicy']);
    for (const years of [0, 51, 1.5, '2'])
      expect(paths({ totalRewardBeyondPolicy: '1', rewardYears: years })).toContain('rewardYears');
    expect(paths({ totalRewardBeyondPolicy: '1.001', rewardYears: 1 })).toContain('totalRewardBeyondPolicy');
    expect(paths({ totalRewardBeyondPolicy: null, rewardYears: '' })).toEqual([]);
  });
});
