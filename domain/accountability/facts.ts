import { by, choice, day, files, group, text, unit } from '../forms/fact-fields.ts';
import type { FormField } from '../forms/schema.ts';
import { CONSEQUENCES, FINDINGS, MEASURES, RESULTS, REVIEWS, SITUATIONS } from './situations.ts';

const person = (key: string, label: string): FormField => ({ type: 'select', key, label, valuesKey: 'people' });

/** Variables of an accountability case, described like form fields. */
export const accountabilityFacts: readonly FormField[] = [
  unit('filingUnit', '移送单位'),
  text('sourceCase', '来源事项编号'),
  text('sourceTitle', '来源事项'),
  person('person', '当事人'),
  choice('situation', '情形', SITUATIONS),
  choice('consequence', '造成的后果', CONSEQUENCES),
  text('provision', '违反的规定'),
  text('facts', '事实和后果'),
  { type: 'filepicker', key: 'factsSheet', label: '事实清单' },
  group('acceptance', '线索受理', [
    choice('result', '结果', { accept: '受理', decline: '不予受理' }),
    choice('consequence', '情形和后果', FINDINGS),
    text('text', '说明'),
    by,
  ]),
  { type: 'filepicker', key: 'notice', label: '陈述申辩通知书' },
  { type: 'datetime', subtype: 'datetime', key: 'statementUntil', label: '陈述申辩截止' },
  group('statement', '陈述申辩', [
    choice('given', '情况', { given: '已陈述', waived: '放弃陈述', lapsed: '逾期未陈述' }),
    text('text', '内容'),
    files(),
  ]),
  group('findings', '调查', [
    choice('consequence', '情形和后果', FINDINGS),
    text('text', '认定的事实和证据'),
    text('answered', '对陈述申辩的核实'),
    choice('proposal', '处理建议', { hold: '予以追究', none: '不予追究' }),
    files('证据材料'),
    by,
  ]),
  group('conclusion', '结论', [
    choice('result', '结论', RESULTS),
    choice('measure', '处理', MEASURES),
    text('text', '理由和依据'),
    by,
  ]),
  { type: 'filepicker', key: 'conclusionPaper', label: '结论书' },
  { type: 'datetime', subtype: 'datetime', key: 'appealUntil', label: '申诉截止' },
  group('appeal', '当事人答复', [
    choice('choice', '答复', { accept: '接受', appeal: '申诉', lapsed: '逾期未申诉' }),
    text('text', '申诉理由'),
    files(),
  ]),
  group('review', '申诉复核', [
    choice('result', '结论', REVIEWS),
    choice('measure', '处理', MEASURES),
    text('text', '理由'),
    by,
  ]),
  day('closedOn', '办结日期'),
];
