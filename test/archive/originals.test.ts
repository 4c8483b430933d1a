import { fastTrackOriginals, meetingOriginals, missingOriginals, sayMissing } from '../../domain/archive/originals.ts';

const files = (...kinds: (string | null)[]) => kinds.map((kind) => ({ kind, size: 10 }));

test('a case that met twice needs the papers of both meetings; the list says what and how many', () => {
  const required = fastTrackOriginals({ meetings: 2, higherDecision: false });
  const there = files('filing-form', 'project-report', 'meeting-notice', 'meeting-notice', 'statements', null);
  const missing = missingOriginals(required, there);
  expect(missing).toEqual([
    { kind: 'statements', label: '发言记录', count: 1 },
    { kind: 'minutes', label: '会议纪要', count: 2 },
  ]);
  expect(sayMissing(missing)).toBe('缺发言记录1份、会议纪要2份');
  expect(missingOriginals(required, [...there, ...files('statements', 'minutes', 'minutes')])).toEqual([]);
});

test('a decision of a higher meeting must be there; a case that never met needs no minutes', () => {
  const required = fastTrackOriginals({ meetings: 0, higherDecision: true });
  expect(missingOriginals(required, files('filing-form', 'project-report')).map((m) => m.kind)).toEqual(['decision']);
});

test('an empty file is no original', () => {
  const empty = [{ kind: 'minutes', size: 0 }];
  expect(sayMissing(missingOriginals(meetingOriginals, empty))).toBe('缺会议通知1份、会议纪要1份');
  expect(sayMissing([])).toBe('原始资料齐全');
});
