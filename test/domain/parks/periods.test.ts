import { periodsFrom } from '../../../domain/parks/periods.ts';

const first = (certifiedOn: string, n = 4) => {
  const periods = periodsFrom(certifiedOn);
  return Array.from({ length: n }, () => periods.next().value.period);
};

test('half-years and years follow one another without end, each opened when it is over', () => {
  const periods = periodsFrom('2026-01-05');
  expect(Array.from({ length: 6 }, () => periods.next().value)).toEqual([
    { kind: 'half-year', period: '2026-H1', name: '2026年上半年', opensOn: '2026-07-01' },
    { kind: 'half-year', period: '2026-H2', name: '2026年下半年', opensOn: '2027-01-01' },
    { kind: 'annual', period: '2026', name: '2026年度', opensOn: '2027-02-01' },
    { kind: 'half-year', period: '2027-H1', name: '2027年上半年', opensOn: '2027-07-01' },
    { kind: 'half-year', period: '2027-H2', name: '2027年下半年', opensOn: '2028-01-01' },
    { kind: 'annual', period: '2027', name: '2027年度', opensOn: '2028-02-01' },
  ]);
});

test.each([
  // A half-year counts when the park was certified in its first three months, a year when both halves count.
  ['2026-01-01', ['2026-H1', '2026-H2', '2026', '2027-H1']],
  ['2026-03-31', ['2026-H1', '2026-H2', '2026', '2027-H1']],
  ['2026-04-01', ['2026-H2', '2027-H1', '2027-H2', '2027']],
  ['2026-06-30', ['2026-H2', '2027-H1', '2027-H2', '2027']],
  ['2026-07-01', ['2026-H2', '2027-H1', '2027-H2', '2027']],
  ['2026-09-30', ['2026-H2', '2027-H1', '2027-H2', '2027']],
  ['2026-10-01', ['2027-H1', '2027-H2', '2027', '2028-H1']],
  ['2026-12-31', ['2027-H1', '2027-H2', '2027', '2028-H1']],
])('certified on %s, evaluated for %j', (certifiedOn, periods) => {
  expect(first(certifiedOn)).toEqual(periods);
});
