import { say } from '../../../domain/tasks/summary.ts';

const none = new Map<string, string>();

test('a moment is said as people write it, a day and anything else as it is', () => {
  const moment = { type: 'datetime', subtype: 'datetime' };
  expect(say('2026-02-27T17:00:00+08:00', moment, none)).toBe('2026年2月27日 17:00');
  expect(say('2026-02-27T09:00:00Z', moment, none)).toBe('2026年2月27日 17:00');
  expect(say('2026-02-27', { type: 'datetime', subtype: 'date' }, none)).toBe('2026-02-27');
  expect(say('Tomorrow', moment, none)).toBe('Tomorrow');
  expect(say('2026-02-27T17:00:00+08:00', { type: 'textfield' }, none)).toBe('2026-02-27T17:00:00+08:00');
});
