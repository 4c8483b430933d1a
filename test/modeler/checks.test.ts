import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../domain/models/catalogue.ts';
import { checkAside, readAside, rulesAside } from '../../domain/models/check/aside.ts';
import type { Finding } from '../../domain/models/check/finding.ts';
import { holds } from '../../domain/forms/condition.ts';
import { isTooMuch, refuseFeel, sizesOf } from '../../domain/models/check/feel.ts';
import { refuseFile } from '../../domain/models/check/hostile.ts';
import { LINT_TEXTS } from '../../domain/models/check/lint-texts.ts';
import { RefusedFile } from '../../domain/models/check/refused.ts';
import { compareDiagrams } from '../../domain/models/compare.ts';
import { readDefinitions, writeDefinitions } from '../../domain/models/moddle.ts';
import { filesIn } from '../../scripts/models/load.ts';
import { at, BROKEN, inspection, swap } from './broken.ts';
import { shippedCatalogue } from './catalogue.ts';

const read = (file: string) => readFileSync(path.join('processes', file), 'utf8');
const FILES = filesIn('processes', '.bpmn');
const PROCESS = 'on-site-inspection';

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await shippedCatalogue();
});

test.each(FILES)('%s: nothing to object to, and written anew it says the same', async (file) => {
  const xml = read(file);
  expect(await checkAside(xml, catalogue, path.basename(file, '.bpmn'))).toEqual([]);
  const { definitions, warnings } = await readDefinitions(xml);
  expect(warnings).toEqual([]);
  expect(await compareDiagrams(xml, await writeDefinitions(definitions))).toEqual([]);
});

test.each(BROKEN)('%s is told at its element', async (_what, broken, rule, element, said) => {
  const found = await checkAside(broken(inspection), catalogue, PROCESS);
  expect(found).toContainEqual(
    expect.objectContaining({
      rule,
      severity: rule === 'job-type' ? 'warning' : 'error',
      elementId: element,
      message: expect.stringMatching(said),
    }),
  );
  for (const { message } of found) expect(message).toMatch(/[\u4e00-\u9fff]/);
});

test('a step whose name says another number of days than its limit is doubtful, with the name that it should have', async () => {
  const three = at(
    inspection,
    'Call_WatchOrganiseInspection',
    '"=2" target="workingDays"',
    '"=3" target="workingDays"',
  );
  expect(await checkAside(three, catalogue, PROCESS)).toEqual([
    expect.objectContaining<Partial<Finding>>({
      rule: 'limit-label',
      severity: 'warning',
      elementId: 'SubProcess_OrganiseInspection',
      message: expect.stringContaining('请把名称改为“组织现场勘验 · 3个工作日”') as string,
    }),
  ]);
});

test('every rule of the linter has its Chinese', async () => {
  expect((await rulesAside()).filter((rule) => !/[\u4e00-\u9fff]/.test(LINT_TEXTS[rule] ?? ''))).toEqual([]);
});

test.each([
  ['an entity that grows', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', /DOCTYPE 或实体/],
  ['a file from outside', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', /DOCTYPE 或实体/],
  ['more than 2 MB', `<x>${'长'.repeat(800_000)}</x>`, /超过 2 MB/],
  ['a tower of elements', '<a>'.repeat(50_000), /嵌套层次过深/],
  ['very many elements', `<a>${'<b/>'.repeat(70_000)}</a>`, /内容过多/],
  ['comments that never end', '<!--'.repeat(400_000), /不是有效的/],
  ['a tag that never ends', `<x ${'a="'.repeat(300_000)}`, /不是有效的/],
  ['an outside style', '<?xml-stylesheet href="http://example.org/x"?><x/>', /外部/],
  ['nothing', '  ', /空的/],
  ['signs that nobody types', '<x>\u0001</x>', /控制字符/],
])('%s is refused before anything reads it', async (_what, xml, said) => {
  expect(refuseFile(xml)).toMatch(said);
  await expect(readAside(xml)).rejects.toThrow(RefusedFile);
});

test('a sign of comparison in a value is no end of a tag', () => {
  expect(refuseFile(`<x>${'<y source="=a > b"/>'.repeat(500)}</x>`)).toBeNull();
});

test('what is no diagram, or carries a program in a name, is refused too', async () => {
  await expect(readAside('<html></html>')).rejects.toThrow(/流程/);
  await expect(readAside('not xml')).rejects.toThrow(RefusedFile);
  await expect(
    readAside(swap(inspection, 'name="立案"', 'name="&lt;script&gt;alert(1)&lt;/script&gt;"')),
  ).rejects.toThrow(/脚本/);
});

test.each([
  ['1 +', false],
  ['', false],
  ['if a then b', false],
  ['function(x) x', false],
  ['for i in 1..100, j in 1..100 return i', false],
  ['for i in 1..10 return partial + partial', false],
  [`${'('.repeat(60)}1${')'.repeat(60)}`, false],
  [`"${'x'.repeat(5000)}"`, false],
  ['[1, 2]', true],
  ['for i in 1..10 return i * 2', true],
  ['if a = null then [] else a[answer = "propose"][1].at', true],
  ['department + ".clerk"', true],
  // A number that somebody enters, nested passes over lists, filters in filters, and what doubles at every entry.
  ['for i in 1..amount return i', false],
  ['for i in 1..count(xs) return xs[i]', true],
  ['for a in xs, b in xs return a * b', true],
  ['for a in xs, b in xs, c in xs return a', false],
  ['some a in xs satisfies some b in xs satisfies xs[x = a][x = b] = 1', false],
  [`${'xs['.repeat(8)}1${']'.repeat(8)}`, false],
  [`${'for a in xs return '.repeat(150)}a`, false],
  [`{a0: [1, 2], ${[...Array(30).keys()].map((i) => `a${i + 1}: concatenate(a${i}, a${i})`).join(', ')}}`, false],
  [`{a0: "甲乙", ${[...Array(30).keys()].map((i) => `a${i + 1}: a${i} + a${i}`).join(', ')}}`, false],
  ['string join(for a in xs return string join(xs, text), text)', false],
  ['matches(text, "(a+)+$")', false],
  ['matches(text, pattern)', false],
  ['replace(input: text, pattern: "(a|a)*", replacement: "b")', false],
  ['split(text, "\\s*\\n\\s*")[item != ""]', true],
  ['for u in distinct values(for x in xs return x.unit) return {unit: u, all: xs[unit = u]}', true],
])('expressions are taken or refused (%#)', (text, fine) => {
  expect(refuseFeel(text) === null).toBe(fine);
});

test('whether values are too many depends on what the expression does with them', () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `材料${i}`, provided: true }));
  const tooMuch = (text: string, given: Record<string, unknown>) =>
    isTooMuch([{ text, top: 'Expression' }], sizesOf(given));
  const each = 'for m in xs return if m.provided then m.name else null';
  const pairs = 'some a in xs, b in xs satisfies a.name = b.name';
  expect([20, 5000, 200_000].map((n) => tooMuch(each, { xs: rows(n) }))).toEqual([false, false, true]);
  expect([20, 5000].map((n) => tooMuch(pairs, { xs: rows(n) }))).toEqual([false, true]);
  // What is large, but not looked through, is no hindrance.
  expect(tooMuch(pairs, { xs: rows(20), ys: rows(5000) })).toBe(false);
  expect(tooMuch('string length(replace(a, "x", b))', { a: 'x'.repeat(20_000), b: 'y'.repeat(20_000) })).toBe(true);
  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = [deep];
  expect(tooMuch('count(flatten(xs))', { xs: deep })).toBe(false);
});

test('expressions put together at random are judged at once, and what is taken ends', () => {
  // Numerical Recipes' generator: the same expressions every time.
  let state = 7;
  const random = (n: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % n;
  const pick = (from: readonly string[]) => from[random(from.length)]!;
  const build = (depth: number): string => {
    if (depth === 0) return pick(['xs', 'x', 'a', '1', '"甲"', '[1, 2, 3]']);
    const inner = () => build(random(depth));
    return pick([
      `for a in ${inner()} return ${inner()}`,
      `(for a in ${inner()}, b in ${inner()} return [a, b])`,
      `(some a in ${inner()} satisfies a = ${inner()})`,
      `(${inner()})[item != ${inner()}]`,
      `concatenate([${inner()}], [${inner()}], [${inner()}])`,
      `string join([${inner()}], "、")`,
      `{a: ${inner()}, b: [a, a], c: [b, b]}`,
      `(if x = 1 then ${inner()} else ${inner()})`,
    ]);
  };
  const context = { xs: Array.from({ length: 200 }, (_, i) => ({ x: i })), x: 1, a: 2 };
  let taken = 0;
  for (let i = 0; i < 100; i++) {
    const text = build(6);
    if (refuseFeel(text) !== null) continue;
    taken++;
    expect(holds(text, context, { left: Infinity })).toEqual(expect.any(Boolean));
  }
  expect(taken).toBeGreaterThan(20);
  expect(taken).toBeLessThan(100);
});

test('a comparison tells what was added, removed, changed in words, and moved', async () => {
  const changed = at(
    swap(
      swap(inspection, 'name="立案"', 'name="登记立案"'),
      /(<bpmndi:BPMNShape [^>]*bpmnElement="Task_RenderReceipt"[^>]*>\s*<dc:Bounds x=")\d+/,
      '$11',
    ),
    'Call_WatchOrganiseInspection',
    '"=2" target="workingDays"',
    '"=3" target="workingDays"',
  );
  const changes = await compareDiagrams(inspection, changed);
  expect(changes).toEqual([
    expect.objectContaining({
      kind: 'changed',
      elementId: 'Task_OpenCase',
      details: [{ label: '名称', before: '立案', after: '登记立案' }],
    }),
    expect.objectContaining({
      kind: 'changed',
      elementId: 'Call_WatchOrganiseInspection',
      details: [{ label: '工作日数', before: '2', after: '3' }],
    }),
    expect.objectContaining({ kind: 'moved', elementId: 'Task_RenderReceipt' }),
  ]);
  const without = swap(inspection, /<bpmn:endEvent id="EndEvent_LicenceLimitClosed"[^]*?<\/bpmn:endEvent>/, '');
  expect(await compareDiagrams(inspection, without)).toContainEqual(
    expect.objectContaining({ kind: 'removed', elementId: 'EndEvent_LicenceLimitClosed' }),
  );
  expect(await compareDiagrams(without, inspection)).toContainEqual(
    expect.objectContaining({ kind: 'added', elementId: 'EndEvent_LicenceLimitClosed', elementName: '时限已了结' }),
  );
});
