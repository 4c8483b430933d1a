import { elementTemplates } from '../../modeler/templates.ts';
import type { Catalogue } from '../../modeler/types.ts';

const one = [{ id: 'some-id', name: '名称' }];
const known: Catalogue = {
  jobTypes: one,
  forms: one,
  decisions: one,
  processes: one,
  groups: [
    { id: 'finance', name: '区财政局' },
    { id: 'finance.clerk', name: '区财政局经办人' },
  ],
  obligations: one,
  limitUnits: ['approval-bureau', '=department'],
  limitStarts: ['=now()', '=acceptedAt'],
  limitSubjects: ['=null', '=department'],
  assignments: ['=["finance.clerk"]', '=[department + ".clerk"]'],
};

test('every field of a template has its Chinese', () => {
  const templates = elementTemplates(known);
  const properties = (templates as { properties: { label?: string; type: string }[] }[]).flatMap((t) => t.properties);
  expect(properties.filter(({ type, label }) => type !== 'Hidden' && !/[\u4e00-\u9fff]/.test(label ?? ''))).toEqual([]);
});

test('a choice is what exists or what diagrams use, each once', () => {
  const text = JSON.stringify(elementTemplates(known));
  expect(text).toContain(JSON.stringify({ name: '区财政局经办人（finance.clerk）', value: '=["finance.clerk"]' }));
  expect(text).toContain(
    JSON.stringify({ name: '按办理情况：[department + ".clerk"]', value: '=[department + ".clerk"]' }),
  );
  expect(text).toContain(JSON.stringify({ name: '受理时间', value: '=acceptedAt' }));
  expect(text.split(JSON.stringify({ name: '进入本环节时', value: '=now()' })).length).toBe(2);
});
