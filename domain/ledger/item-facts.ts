import type { FormField } from '../forms/schema.ts';
import { by, choice, day, files, group, originals, rows, text, unit } from '../forms/fact-fields.ts';
import { CYCLES } from './items.ts';

const UNITS = (key: string, label: string): FormField => ({ type: 'taglist', key, label, valuesKey: 'units' });

/** Variables that an item begins with and that its steps make, described like form fields. */
export const itemFacts: readonly FormField[] = [
  text('sourceNumber', '来源文件'),
  text('article', '条款'),
  text('taskTitle', '任务'),
  text('measureText', '措施'),
  text('periodName', '督查期'),
  text('named', '文件所列单位'),
  unit('unit', '本单位'),
  day('openedOn', '立项日期'),
  day('latestClose', '最迟办结日期'),
  text('declined', '签收退回'),
  group('order', '交办', [
    unit('lead', '牵头单位'),
    UNITS('support', '配合单位'),
    day('closeOn', '办结期限'),
    choice('cycle', '反馈周期', CYCLES),
    text('text', '交办要求'),
    by,
  ]),
  group('feedbackRound', '本轮反馈', [text('round', '第几次'), day('dueOn', '反馈日期'), UNITS('units', '反馈单位')]),
  rows('signatures', '签收', [
    unit('unit', '单位'),
    choice('result', '意见', { accept: '签收', decline: '退回' }),
    text('contact', '承办科室和电话'),
    text('text', '说明'),
    by,
  ]),
  rows('feedbacks', '反馈', [
    unit('unit', '单位'),
    text('progress', '进度（%）'),
    text('text', '落实情况'),
    files('佐证材料'),
    by,
  ]),
  group('review', '核查意见', [
    choice('result', '意见', { close: '提请销号', continue: '继续督办', return: '退回重报' }),
    text('text', '内容'),
    by,
  ]),
  group('closure', '销号审定', [
    choice('result', '意见', { approve: '同意销号', return: '退回继续办理' }),
    text('text', '内容'),
    by,
  ]),
  group('weighed', '办理情况', [text('text', '汇总')]),
  group('evaluation', '考评', [text('score', '得分'), text('text', '意见'), by]),
  originals,
];
