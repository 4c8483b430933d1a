import { DateTime } from 'luxon';
import type { Calendar } from '../../../domain/calendar/core.ts';
import { now, ZONE } from '../../../domain/clock.ts';
import { momentFault } from '../../../domain/forms/moment.ts';
import type { FormField } from '../../../domain/forms/schema.ts';
import { answerBy } from '../../../domain/on-site-inspection/appointment.ts';
import { type Clue, reviewClues } from '../../../domain/on-site-inspection/clues.ts';
import { entryOf } from '../../../domain/on-site-inspection/entry.ts';
import { modeFrom } from '../../../domain/on-site-inspection/mode.ts';
import { missingOriginals } from '../../../domain/on-site-inspection/originals.ts';

const calendar: Calendar = { published: new Set([2026]), exceptions: new Map() };
const at = (text: string) => DateTime.fromISO(text, { zone: ZONE });

test.each([
  // Friday morning, for Monday: until then.
  ['2026-03-06T10:00', '2026-03-09T09:30', '2026-03-09T09:30:00.000+08:00'],
  // For the same day or one that is over: until the end of the next working day.
  ['2026-03-06T10:00', '2026-03-06T15:00', '2026-03-09T17:00:00.000+08:00'],
  ['2026-03-09T10:00', '2026-03-01T09:00', '2026-03-10T17:00:00.000+08:00'],
])('sent %s for %s: answered until %s', (sent, proposed, until) => {
  expect(answerBy(calendar, at(sent), at(proposed), '17:00').toISO()).toBe(until);
});

test.each([
  ['2026-03-06T10:00', '2026-03-06T18:00', false, 0],
  ['2026-03-06T23:00', '2026-03-07T01:00', true, 0],
  ['2026-03-06T10:00', '2026-03-10T09:00', true, 2],
  // Entered some seconds before, on another clock.
  ['2026-03-07T00:00:20', '2026-03-06T23:59:50', false, 0],
])('happened %s, entered %s', (happened, entered, late, workingDaysLate) => {
  expect(entryOf(calendar, 'inspection', at(happened), at(entered))).toMatchObject({ late, workingDaysLate });
});

const clue: Clue = { department: 'finance', what: 'refused', reason: '外出', at: '2026-03-06T10:00:00+08:00' };

test.each<[Clue[], string[], string | null, boolean]>([
  [[], ['组织现场勘验'], '投诉', false],
  [[clue], [], null, false],
  [[clue], ['组织现场勘验'], null, true],
  [[clue], [], '申请人停业一日', true],
])('clues %#: asked only what led to something', (clues, exceeded, harm, consequence) => {
  expect(reviewClues(clues, exceeded, harm).consequence).toBe(consequence);
});

test('a rule that yields nothing stops the case with what was given', () => {
  expect(modeFrom('joint', {}, 1)).toBe('joint');
  expect(() => modeFrom(null, { technicalRequirement: 'middle' }, 2)).toThrow(
    '决策表 inspection-mode（版本 2）没有与本事项相符的行：技术标准要求 middle，人员资质要求 （空）',
  );
});

test('originals: what the case went through must be there', () => {
  const whole = ['acceptance-notice', 'inspection-record', 'licence-decision'].map((kind) => ({ kind, size: 1 }));
  const facts = {
    caseId: 'OSI',
    inspectionRequired: true,
    expertReviewRequired: true,
    receipt: { files: ['a'] },
    decisionService: { files: ['b'] },
    inspection: { departments: ['finance'] },
    inspectionOpinions: [{ letter: [] }],
    reviewConclusion: { files: [] },
  };
  expect(missingOriginals(facts, whole)).toEqual([]);
  expect(missingOriginals({ ...facts, receipt: null, inspectionOpinions: [], reviewConclusion: null }, [])).toEqual([
    '受理通知书',
    '现场勘验记录',
    '行政许可决定书',
    '受理通知书送达回证',
    '部门勘验意见',
    '专家论证结论',
  ]);
  const alone = { ...facts, inspectionRequired: false, expertReviewRequired: false, inspection: null };
  expect(missingOriginals(alone, whole.slice(0, 1))).toEqual(['行政许可决定书']);
});

test('the date of something that has happened lies neither ahead nor before what it follows', () => {
  const field: FormField = {
    type: 'datetime',
    key: 'inspectedAt',
    label: '实际勘验时间',
    properties: { notFuture: 'true', notBefore: 'acceptedAt' },
  };
  const day = now();
  const context = { acceptedAt: day.minus({ days: 1 }).toISO() };
  expect(momentFault(field, day.toISO(), context)).toBeNull();
  expect(momentFault(field, day.toISODate(), context)).toBeNull();
  expect(momentFault(field, day.plus({ minutes: 5 }).toISO(), context)).toBe('实际勘验时间不能晚于现在');
  expect(momentFault(field, day.minus({ days: 2 }).toISO(), context)).toMatch(/^实际勘验时间不能早于\d{4}年/);
  expect(momentFault(field, day.minus({ days: 2 }).toISO(), {})).toBeNull();
  expect(momentFault({ ...field, properties: {} }, '2999-01-01', context)).toBeNull();
});
