import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { drawing } from '../../modeler/translations/drawing.ts';
import { elements } from '../../modeler/translations/elements.ts';
import { forms } from '../../modeler/translations/forms.ts';
import { panel } from '../../modeler/translations/panel.ts';
import { rules } from '../../modeler/translations/rules.ts';
import { simulation } from '../../modeler/translations/simulation.ts';

/** What is no text: the words of examples and what texts are put together from. */
const NO_TEXT = ['HELLO {you}', 'Align elements ', ' + shift + '];

const read = (file: string) => readFileSync(path.join('node_modules', file), 'utf8');
const folder = (dir: string) =>
  readdirSync(path.join('node_modules', dir), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => read(path.join(dir, file)));

/** Everything that the editor's packages hand to their translation. */
function texts(): string[] {
  const properties = read('bpmn-js-properties-panel/dist/index.esm.js');
  // What follows is for another engine.
  const ours = properties.indexOf('function removeCompletionGroup');
  expect(ours).toBeGreaterThan(0);
  const sources = [
    ...folder('bpmn-js/lib'),
    ...folder('diagram-js/lib'),
    read('bpmn-js-element-templates/dist/index.esm.js'),
    read('@bpmn-io/properties-panel/dist/index.esm.js'),
    read('diagram-js-minimap/dist/index.esm.js'),
    read('@bpmn-io/element-template-chooser/dist/index.es.js'),
    read('bpmn-js-create-append-anything/dist/index.es.js'),
    properties.slice(0, ours),
  ];
  const asked = sources.flatMap((source) =>
    [...source.matchAll(/[^.\w]_?translate\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)].map((m) => m[1] ?? m[2] ?? ''),
  );
  const labels = [
    read('bpmn-js/lib/features/replace/ReplaceOptions.js'),
    read('bpmn-js-create-append-anything/dist/index.es.js'),
  ].flatMap((source) => [...source.matchAll(/label: '([^']*)'/g)].map((m) => m[1] ?? ''));
  return [...new Set([...asked, ...labels])]
    .map((text) => text.replaceAll("\\'", "'"))
    .filter((text) => /[a-z]{2}/i.test(text) && !NO_TEXT.includes(text));
}

test('every text of palette, menus, panel and templates has its Chinese', () => {
  const all = Object.entries({ ...elements, ...drawing, ...panel });
  const known = new Set(all.map(([text]) => text.toLowerCase()));
  const found = texts();
  expect(found.length).toBeGreaterThan(250);
  expect(found.filter((text) => !known.has(text.toLowerCase()))).toEqual([]);
  expect(all.filter(([, chinese]) => !/[\u4e00-\u9fff]/.test(chinese.replace(/\{\w+\}/g, '中')))).toEqual([]);
});

/** Texts in a package's source that stand at places where people read them. */
const written = (source: string): string[] =>
  [
    ...source.matchAll(
      /\b(?:label|title|placeholder|description|tooltip|children|explanation|'aria-label'|"aria-label")\s*:\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)")/g,
    ),
  ].map((m) => (m[1] ?? m[2] ?? '').replaceAll("\\'", "'"));
const isText = (text: string) => /^[A-Z<][a-z]/.test(text);

test('every text of the rule editor has its Chinese', () => {
  const packages = ['shared', 'decision-table', 'drd', 'literal-expression'].map((name) => `dmn-js-${name}/lib`);
  const sources = [...packages, 'table-js/lib'].flatMap(folder);
  const handed = sources.flatMap((source) =>
    [...source.matchAll(/[^.\w]_?translate\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)].map((m) => m[1] ?? m[2] ?? ''),
  );
  const found = [...new Set([...handed, ...sources.flatMap(written).filter(isText)])];
  expect(found.length).toBeGreaterThan(50);
  expect(found.filter((text) => !(text in rules) && !(text in drawing))).toEqual([]);
});

test('every text of the token simulation has its Chinese', () => {
  const sources = folder('bpmn-js-token-simulation/lib/features');
  const found = sources.flatMap((source) =>
    [
      // Titles and texts of its markup, labels of its log and its notices.
      ...source.matchAll(
        /(?:title|aria-label)="([A-Z][^"$]*)"|\btext: '([^']+)'|\|\| '([A-Z][^']+)'|>\s*([A-Z][A-Za-z ]+?)\s*</g,
      ),
    ].map((m) => (m[1] ?? m[2] ?? m[3] ?? m[4] ?? '').trim()),
  );
  const texts = [...new Set(found)].filter((text) => text !== '');
  expect(texts.length).toBeGreaterThan(15);
  const starts = Object.keys(simulation).filter((text) => text.includes('{'));
  const known = (text: string) => text in simulation || starts.some((s) => s.startsWith(text));
  expect(texts.filter((text) => !known(text))).toEqual([]);
});

/** Of controls that the product's palette does not offer: nobody meets them. */
const NOT_OFFERED =
  /^(Submit|Reset|Alternative text|Descriptive text|URL|Enter a HTTPS|Please make sure|X-FRAME|Expression or static value|Image source|Link referring|Define an expression to calculate|Specify the source|Data source|Enter a form input|Pagination|Number of rows per page|Column$|Specify an expression|A source is a JSON|Each entry must|Additional details|When using Camunda|Document reference|Max height|Security attributes|These options can|MDN iFrame|Headers source|Header items|Height of the container|Preview)/;

test('every text of the form editor that people can meet has its Chinese', () => {
  const found = [...new Set(written(read('@bpmn-io/form-js-editor/dist/index.es.js')))].filter(isText);
  const names = [
    ...read('@bpmn-io/form-js-viewer/dist/index.es.js').matchAll(/name: '([A-Z][a-z]+(?: [a-z]+)*)'/g),
  ].map((m) => m[1]!);
  expect(found.length).toBeGreaterThan(90);
  expect(found.filter((text) => !(text in forms) && !NOT_OFFERED.test(text))).toEqual([]);
  const offered = ['Text field', 'Text area', 'Date time', 'File picker', 'Checkbox group', 'Tag list', 'Dynamic list'];
  expect(names).toEqual(expect.arrayContaining(['Text field', 'Checkbox group']));
  expect(offered.filter((name) => !(name in forms))).toEqual([]);
});

test('the Chinese is Chinese', () => {
  const all = Object.values({ ...rules, ...forms });
  expect(all.filter((chinese) => !/[\u4e00-\u9fff]/.test(chinese))).toEqual([]);
});
