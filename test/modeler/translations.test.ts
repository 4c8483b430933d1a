import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { drawing } from '../../modeler/translations/drawing.ts';
import { elements } from '../../modeler/translations/elements.ts';
import { panel } from '../../modeler/translations/panel.ts';

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
