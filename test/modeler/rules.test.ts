import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkFileAside, readFileAside } from '../../domain/models/check/aside.ts';
import type { FileContext } from '../../domain/models/check/file.ts';
import { RefusedFile } from '../../domain/models/check/refused.ts';
import { analyse } from '../../domain/models/check/table.ts';
import { compareFiles } from '../../domain/models/compare-files.ts';
import { readRules } from '../../domain/models/rules.ts';
import { filesIn } from '../../scripts/models/load.ts';
import { swap } from './broken.ts';

const read = (file: string) => readFileSync(path.join('processes', file), 'utf8');
const mode = read('on-site-inspection/inspection-mode.dmn');
const MODE = 'on-site-inspection-rules.dmn';

const known = (name: string, present: string | null): FileContext => ({
  name,
  decisionsElsewhere: [],
  decisionsUsed: ['inspection-mode'],
  variables: [],
  lists: [],
  present,
});

test.each(filesIn('processes', '.dmn'))('%s: nothing to object to as its own next version', async (file) => {
  const content = read(file);
  const { id } = await readRules(content);
  const found = await checkFileAside(content, known(`${id}.dmn`, content));
  expect(found.filter(({ rule }) => rule !== 'rule-analysis')).toEqual([]);
});

const table = (types: string[], rows: string[][], hitPolicy = 'UNIQUE') => ({
  id: 't',
  hitPolicy,
  aggregation: '',
  inputs: types.map((type, i) => ({ label: `列${i + 1}`, text: `x${i}`, type, values: '' })),
  outputs: [],
  rows: rows.map((inputs, i) => ({ id: `r${i}`, annotation: '', inputs, outputs: [] })),
});

test.each([
  [['number'], [['< 10'], ['>= 10']], [], []],
  [['number'], [['< 10'], ['> 10']], ['列1等于 10'], []],
  [['number'], [['<= 10'], ['>= 10']], [], [[0, 1, '列1等于 10']]],
  [['number'], [['[0..5]'], [']5..9.5)']], ['列1小于 0', '列1不小于 9.5'], []],
  [['number'], [['not(3)'], ['3']], [], []],
  [['number'], [['1,2,3'], ['> 3'], ['< 1']], ['列1大于 1 且小于 2', '列1大于 2 且小于 3'], []],
  [
    ['boolean', 'string'],
    [
      ['true', '-'],
      ['false', '"a","b"'],
    ],
    ['列1否，列2其他值'],
    [],
  ],
  [
    ['boolean', 'string'],
    [
      ['true', ''],
      ['', '"a"'],
      ['false', 'not("a")'],
    ],
    [],
    [[0, 1, '列1是，列2“a”']],
  ],
  [['string'], [['-']], [], []],
  [['string'], [], ['任何输入'], []],
])('gaps and overlaps are found, with the rows named (%#)', (types, rows, gaps, overlaps) => {
  const found = analyse(table(types, rows));
  expect(found).toEqual({
    gaps,
    overlaps: overlaps.map(([a, b, example]) => ({ rows: [a, b], example })),
    unknown: null,
  });
});

test('what is more than values and ranges is said to be unknown, not right', () => {
  expect(analyse(table(['number'], [['> limit']])).unknown).toMatch(/第 1 行“列1”/);
  expect(analyse(table(['Any'], [['1']])).unknown).toMatch(/“列1”/);
});

test('a table of many rows is analysed at once', () => {
  const rows = Array.from({ length: 200 }, (_, i) => [`[${i}..${i + 1})`, i % 2 ? 'true' : '-', `"t${i % 7}"`]);
  expect(analyse(table(['number', 'boolean', 'string'], rows)).gaps).toHaveLength(5);
});

test.each([
  [
    'two rows that overlap',
    (x: string) => swap(x, /(<inputEntry id="BothLow_personnelRequirement">\s*<text>)"low"/, '$1"low","high"'),
    'rule-overlap',
    /第 1 行与第 3 行重叠，例如技术标准要求“low”，人员资质要求“high”/,
  ],
  [
    'no row for a case',
    (x: string) => swap(x, /(<inputEntry id="TechnicalHigh_personnelRequirement">\s*<text>)"low","high"/, '$1"low"'),
    'rule-gap',
    /没有一行适用于：技术标准要求“high”，人员资质要求“high”/,
  ],
  [
    'an expression that is wrong',
    (x: string) => swap(x, /(<outputEntry id="BothLow_mode">\s*<text>)"bureau"/, '$1"bureau" +'),
    'rule-feel',
    /第 1 行“勘验方式”：表达式无法识别/,
  ],
  [
    'a value that nothing gives',
    (x: string) => swap(x, '<text>technicalRequirement</text>', '<text>technicalWish</text>'),
    'rule-input',
    /读取“technicalWish”/,
  ],
  [
    'a rule that the diagram uses and that is gone',
    (x: string) => swap(x, '<decision id="inspection-mode"', '<decision id="inspection-way"'),
    'rule-id',
    /“勘验方式”（inspection-mode）不见了/,
  ],
  [
    'another file',
    (x: string) => swap(x, 'id="on-site-inspection-rules"', 'id="other-rules"'),
    'rule-id',
    /会成为另一个文件/,
  ],
  [
    'a hit policy that the engine does not know',
    (x: string) => swap(x, 'hitPolicy="UNIQUE"', 'hitPolicy="PRIORITY"'),
    'rule-policy',
    /PRIORITY 引擎不支持/,
  ],
  [
    'rules that need each other again and again',
    (x: string) =>
      swap(
        x,
        '</definitions>',
        `${[...Array(8).keys()]
          .map(
            (i) =>
              `<decision id="again${i}" name="再算${i}">${`<informationRequirement><requiredDecision href="#${i ? `again${i - 1}` : 'inspection-mode'}"/></informationRequirement>`.repeat(2)}<literalExpression><text>1</text></literalExpression></decision>`,
          )
          .join('')}</definitions>`,
      ),
    'rule-requires',
    /依赖层层重复/,
  ],
  [
    'a row without its article',
    (x: string) => swap(x, /<rule id="Rule_BothLow">\s*<description>[^<]*<\/description>/, '<rule id="Rule_BothLow">'),
    'rule-basis',
    /第 1 行没有写明依据/,
  ],
])('%s is told', async (_what, broken, rule, said) => {
  const found = await checkFileAside(broken(mode), known(MODE, mode));
  expect(found).toContainEqual(
    expect.objectContaining({ rule, file: MODE, message: expect.stringMatching(said) as string }),
  );
});

test.each([
  ['x.dmn', '<!DOCTYPE x><definitions/>', /DOCTYPE/],
  ['x.dmn', 'nothing', /DMN/],
  ['x.dmn', '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x" name="x"/>', /没有规则/],
  ['x.form', '{"id":"x"}', /不是有效的表单/],
  ['x.form', `{"id":"x","components":${'['.repeat(40)}${']'.repeat(40)}}`, /嵌套层次过深/],
  ['x.form', '{"id":"x","components":[{"type":"text","text":"<script>1</script>"}]}', /脚本/],
  ['x.form', '{"id":"x","components":[null]}', /不是字段/],
  ['x.form', 'x'.repeat(600_000), /512 KB/],
])('%s is refused before it is kept (%#)', async (name, content, said) => {
  await expect(readFileAside(name, content)).rejects.toThrow(RefusedFile);
  await expect(readFileAside(name, content)).rejects.toThrow(said);
});

const serve = read('on-site-inspection/serve-document.form');
const form = (change: (fields: Record<string, unknown>[]) => void): string => {
  const schema = JSON.parse(serve) as { components: Record<string, unknown>[] };
  change(schema.components);
  return JSON.stringify(schema);
};

test.each(filesIn('processes', '.form'))('%s: nothing to object to', async (file) => {
  const content = read(file);
  const { id } = JSON.parse(content) as { id: string };
  const lists = ['units', 'groupMembers', 'industries', 'parks'];
  const found = await checkFileAside(content, { ...known(`${id}.form`, content), lists });
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each([
  [
    'a control that nobody can fill',
    (f: Record<string, unknown>[]) => void (f[0]!.type = 'table'),
    'form-type',
    /控件（table）/,
  ],
  ['no label', (f: Record<string, unknown>[]) => void (f[0]!.label = ''), 'form-label', /没有标签/],
  ['a key used twice', (f: Record<string, unknown>[]) => void (f[1]!.key = 'servedAt'), 'form-key', /用了两次/],
  ['a key that is no name', (f: Record<string, unknown>[]) => void (f[0]!.key = '送达'), 'form-key', /应以字母开头/],
  [
    'options from nowhere',
    (f: Record<string, unknown>[]) => void Object.assign(f[1]!, { values: undefined, valuesKey: 'moons' }),
    'form-options',
    /来自“moons”/,
  ],
  [
    'a condition that is wrong',
    (f: Record<string, unknown>[]) => void (f[0]!.conditional = { hide: '=a +' }),
    'form-feel',
    /隐藏条件/,
  ],
  [
    'a pattern that never ends',
    (f: Record<string, unknown>[]) =>
      f.push({ type: 'textfield', key: 'x', label: '码', validate: { pattern: '^(a+)+$' } }),
    'form-rule',
    /嵌套的重复/,
  ],
  [
    'a field that steps behind may need',
    (f: Record<string, unknown>[]) => void f.shift(),
    'form-key',
    /“送达时间”（servedAt）没有了/,
  ],
])('a form with %s is told', async (_what, change, rule, said) => {
  const found = await checkFileAside(form(change), known('serve-document.form', serve));
  expect(found).toContainEqual(expect.objectContaining({ rule, message: expect.stringMatching(said) as string }));
});

test('a comparison says which row and which field has changed, in words', async () => {
  const next = swap(mode, /(<outputEntry id="BothLow_mode">\s*<text>)"bureau"/, '$1"joint"');
  const renamed = form((fields) => void (fields[0]!.label = '实际送达时间'));
  const before = [
    { name: MODE, content: mode },
    { name: 'serve-document.form', content: serve },
  ];
  const after = [
    { name: MODE, content: next },
    { name: 'serve-document.form', content: renamed },
  ];
  expect(await compareFiles(before, before)).toEqual([]);
  const [rules, fields] = await compareFiles(before, after);
  expect(rules).toMatchObject({ kind: 'changed', type: 'Rules', file: MODE });
  expect(rules!.details).toEqual([
    {
      label: '规则“勘验方式”行 Rule_BothLow',
      before: '第 1 行：技术标准要求 "low"，人员资质要求 "low" → 勘验方式 "bureau"',
      after: '第 1 行：技术标准要求 "low"，人员资质要求 "low" → 勘验方式 "joint"',
    },
  ]);
  expect(fields!.details.map(({ before, after }) => [before, after])).toEqual([['送达时间', '实际送达时间']]);
  expect(await compareFiles(before.slice(0, 1), after)).toContainEqual(
    expect.objectContaining({ kind: 'added', file: 'serve-document.form' }),
  );
});
