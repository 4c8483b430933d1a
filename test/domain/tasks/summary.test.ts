import { say } from '../../../domain/tasks/summary.ts';

const none = new Map<string, string>();

test('a moment and a day are said as people write them, anything else as it is', () => {
  const moment = { type: 'datetime', subtype: 'datetime' };
  expect(say('2026-02-27T17:00:00+08:00', moment, none)).toBe('2026年2月27日 17:00');
  expect(say('2026-02-27T09:00:00Z', moment, none)).toBe('2026年2月27日 17:00');
  expect(say('2026-02-27', { type: 'datetime', subtype: 'date' }, none)).toBe('2026年2月27日');
  expect(say('Tomorrow', moment, none)).toBe('Tomorrow');
  expect(say('2026-02-27T17:00:00+08:00', { type: 'textfield' }, none)).toBe('2026-02-27T17:00:00+08:00');
});

test('a row says its fields with their labels, a row of one field that field alone', () => {
  const field = (key: string, label: string) => ({ type: 'textfield', key, label });
  const list = (...components: ReturnType<typeof field>[]) => ({ type: 'dynamiclist', components });
  const rows = [{ article: '第五条', result: '符合。' }, { article: '第九条' }];
  expect(say(rows, list(field('article', '条款'), field('result', '结论')), none)).toBe(
    '条款：第五条；结论：符合\n条款：第九条',
  );
  expect(say(rows, list(field('article', '条款')), none)).toBe('第五条\n第九条');
});
