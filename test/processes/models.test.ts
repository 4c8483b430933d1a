import { filingSchema } from '../../domain/fast-track/filing.ts';
import { applicationShape } from '../../domain/parks/application.ts';
import { acceptanceShape } from '../../domain/on-site-inspection/acceptance.ts';
import { checkArticles, checkIds, namesArticle } from '../../scripts/models/articles.ts';
import { checkForms } from '../../scripts/models/forms.ts';
import { checkLayout } from '../../scripts/models/layout.ts';
import { loadModels, type Models } from '../../scripts/models/load.ts';
import { checkReferences } from '../../scripts/models/references.ts';
import type { FormField } from '../../domain/forms/schema.ts';

let models: Models;
beforeAll(async () => {
  models = await loadModels('processes');
});

test('job types, workers and files go by one name; forms and rules that are named exist', () => {
  expect(checkReferences(models, 'workers')).toEqual([]);
});

test('ids speak, steps and rows name their article, nothing overlaps or crosses, every form can be completed', () => {
  expect(models.diagrams.flatMap((diagram) => [...checkIds(diagram), ...checkLayout(diagram)])).toEqual([]);
  expect(checkArticles(models)).toEqual([]);
  expect(checkForms(models)).toEqual([]);
});

test('the checks find what is wrong', () => {
  const diagram = models.diagrams.find(({ process }) => process.id === 'fast-track-decision');
  if (!diagram) throw new Error('no diagram');
  const task = diagram.elements.find((e) => e.id === 'Task_ReviewMaterials');
  const shape = diagram.drawn.find((s) => s.bpmnElement === task);
  const bounds = shape?.bounds as { x: number };
  bounds.x += 130;
  expect(checkLayout(diagram)).toContainEqual(expect.stringContaining('Task_ReviewMaterials lies on Gateway_Accepted'));
  bounds.x -= 130;
  expect(checkLayout({ ...diagram, drawn: diagram.drawn.slice(1) })).toHaveLength(1);
  expect(checkReferences({ ...models, forms: models.forms.slice(1) }, 'workers')).toHaveLength(1);
  expect(checkIds({ ...diagram, elements: [{ $type: 'bpmn:Task', id: 'Activity_0tw2fu0' }] })).toHaveLength(1);
});

test('a heading is one of the forms that the notices have, right after the number of its notice', () => {
  const of = (heading: string) => `历下政办发〔2019〕3号 ${heading}`;
  for (const heading of [
    ...[
      '第二条',
      '第四条（一）',
      '第二部分第三条：责任',
      '第一部分：目标',
      '附件2 四（二）',
      '附件',
      '二（二）',
      '二（三）：调解',
    ],
    ...['三', '三：公示', '三，二（一）'],
  ])
    expect([heading, namesArticle(of(heading))]).toEqual([heading, true]);
  for (const heading of [
    ...[
      '',
      '条',
      '第条',
      '第2条',
      '第二',
      '第二款',
      '见第二条',
      '二（2）',
      '二()',
      '二（二',
      '（二）',
      '三部分',
      '三是公示',
      '3',
      '附录',
    ],
  ])
    expect([heading, namesArticle(of(heading))]).toEqual([heading, false]);
  for (const number of [
    '历下政办发〔2019〕3 二（二）',
    '历下政办发2019年3号 二（二）',
    '历下政办发〔2019〕3号二（二）',
  ])
    expect([number, namesArticle(number)]).toEqual([number, false]);
});

test.each([
  ['file-fast-track', filingSchema({ units: new Set(), today: '2026-01-01' }).shape],
  ['accept-application', acceptanceShape({ units: new Set() })],
  ['apply-park', applicationShape({ industries: [] })],
])('the form %s asks for exactly what its procedure needs', (id, shape) => {
  const form = models.forms.find(({ schema }) => schema.id === id);
  const keys = (fields: FormField[]): string[] => fields.flatMap((f) => f.key ?? f.path ?? keys(f.components ?? []));
  expect(keys(form?.schema.components ?? []).sort()).toEqual(Object.keys(shape).sort());
});
