import { readLedgerFiles } from '../../../domain/ledger/files.ts';
import { roundsFrom } from '../../../domain/ledger/schedule.ts';
import { UNITS } from '../../../domain/people/units.ts';

/** How many measures each task of the notices has: one that is left out of the data files fails here. */
const REFORM = [
  3, 4, 5, 3, 1, 3, 2, 4, 3, 4, 3, 2, 4, 1, 1, 2, 2, 3, 4, 2, 1, 3, 3, 3, 1, 1, 4, 3, 1, 1, 1, 1, 4, 2, 2,
];
const COAL = [3, 2, 2, 1, 1, 1, 1];
// 一（一）-（五）, 二（一）-（四）, 三（一）-（十三）, 四（一）-（三）, 五（一）-（三）.
const DISCLOSURE = [
  ...[1, 1, 1, 1, 1],
  ...[1, 1, 1, 1],
  ...[1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1],
  ...[1, 1, 1],
  ...[1, 1, 4],
];

const sources = await readLedgerFiles('processes/supervision-item/ledger');
const of = (number: string) => {
  const found = sources.find((source) => source.number === number);
  if (!found) throw new Error(`no ${number}`);
  return found;
};
const counts = (number: string) => of(number).tasks.map(({ measures }) => measures.length);
const all = sources.flatMap((s) => s.tasks.flatMap((t) => t.measures.map((m) => ({ ...m, source: s, task: t }))));

test('历下政办发〔2019〕2号: 35 tasks with every measure', () => {
  expect(of('历下政办发〔2019〕2号').tasks.map(({ number }) => number)).toEqual(
    Array.from({ length: 35 }, (_, i) => String(i + 1)),
  );
  expect(counts('历下政办发〔2019〕2号')).toEqual(REFORM);
});

test('历下政办字〔2019〕6号: every row of the task table', () => {
  expect(counts('历下政办字〔2019〕6号')).toEqual(COAL);
});

test('历下政办发〔2019〕8号: every task; each quarter inspected, each half-year evaluated', () => {
  expect(counts('历下政办发〔2019〕8号')).toEqual(DISCLOSURE);
  expect(all.filter(({ every }) => every).map(({ every, lead }) => [every, lead])).toEqual([
    ['quarter', ['government-office']],
    ['half-year', ['government-office']],
  ]);
});

test('历下政办发〔2019〕1号 附件3: eight dated steps, each with the posts that answer for it', () => {
  const steps = of('历下政办发〔2019〕1号').tasks.map(({ measures: [step] }) => step);
  expect(steps.map((step) => step?.due)).toEqual([
    ...['2018-12-13', '2018-12-14', '2019-01-10', '2019-01-10'],
    ...['2019-03-01', '2019-03-20', '2019-03-30', '2019-04-30'],
  ]);
  expect(steps[0]?.from).toBe('2018-12-10');
  for (const step of steps) expect(step?.posts?.every((post) => /(负责人|主任)$/.test(post))).toBe(true);
});

test('the dates that the notices set stand at their measures', () => {
  const dated = all.filter(({ source }) => source.number === '历下政办发〔2019〕2号').filter(({ due }) => due);
  expect(dated.map(({ task, number, due }) => `${task.number}-${number} ${due}`)).toEqual([
    ...['1-3 2019-12-31', '6-2 2019-12-31', '13-2 2019-12-31', '13-3 2019-12-31', '16-2 2019-12-31'],
    ...['18-1 2019-12-31', '24-2 2019-12-31', '27-2 2020-12-31', '28-2 2020-12-31', '31-1 2019-12-31'],
    ...['33-2 2019-06-30', '33-4 2019-12-31'],
  ]);
});

test('whoever is named is a unit of the product, somebody always is, and none stands twice in a measure', () => {
  const known = new Set(UNITS.map(([id]) => id));
  for (const m of all) {
    const named = [...m.lead, ...m.support];
    expect(named.filter((unit) => !known.has(unit))).toEqual([]);
    expect([m.text, new Set(named).size]).toEqual([m.text, named.length]);
    expect([m.text, named.length > 0 || Boolean(m.others)]).toEqual([m.text, true]);
  }
});

test('quarters and half-years follow one another, from the one that is running', () => {
  const first = (since: string, every: 'quarter' | 'half-year', n: number) => {
    const rounds = roundsFrom(since, every);
    return Array.from({ length: n }, () => rounds.next().value);
  };
  expect(first('2026-11-25', 'quarter', 2)).toEqual([
    { period: '2026-Q4', name: '2026年第4季度', opensOn: '2027-01-01' },
    { period: '2027-Q1', name: '2027年第1季度', opensOn: '2027-04-01' },
  ]);
  expect(first('2026-06-30', 'half-year', 2).map(({ period, opensOn }) => [period, opensOn])).toEqual([
    ['2026-H1', '2026-07-01'],
    ['2026-H2', '2027-01-01'],
  ]);
});
