import { by, choice, day, group, rows, text, unit } from '../forms/fact-fields.ts';
import type { FormField } from '../forms/schema.ts';
import { WAYS } from './words.ts';

const ways: FormField = { ...choice('ways', '公众参与方式', WAYS), type: 'checklist' };
const secret: FormField[] = [
  { type: 'checkbox', key: 'secret', label: '依法应当保密' },
  text('secretReason', '不公开的理由'),
];
const verdict = (path: string, label: string, values: Record<string, string> = {}): FormField =>
  group(path, label, [choice('result', '意见', values), text('text', '内容'), by]);
const AGREES = { agree: '同意公开', sign: '同意签发', return: '退回' };

/** Variables of a year's catalogue, described like form fields. */
export const catalogueFacts: readonly FormField[] = [
  text('year', '年度'),
  { type: 'taglist', key: 'departments', label: '报送单位', valuesKey: 'units' },
  group('notified', '部署', [text('text', '要求'), by]),
  rows('declarations', '报送', [unit('unit', '单位'), text('count', '事项数'), text('text', '说明'), by]),
  group('catalogueState', '目录情况', [text('text', '情况')]),
  group('compiled', '核对', [text('text', '情况'), by]),
  verdict('catalogueReturned', '退回修改'),
  verdict('catalogueSigned', '签发', AGREES),
];

/** Variables of a disclosure. */
export const disclosureFacts: readonly FormField[] = [
  unit('filingUnit', '决策方案拟定部门'),
  text('year', '年度'),
  text('subject', '事项名称'),
  text('summary', '事项内容'),
  day('decideOn', '决策时间'),
  ways,
  ...secret,
  verdict('review', '核定', { disclose: '公开', secret: '依法应当保密，不公开' }),
  group('draft', '公开内容', [
    { type: 'filepicker', key: 'draft', label: '决策草案' },
    text('basisText', '决策依据'),
    { type: 'filepicker', key: 'basis', label: '依据文件' },
    text('explanation', '起草说明'),
    day('beginsOn', '征集开始日期'),
    day('endsOn', '征集结束日期'),
    choice('urgent', '情况紧急需要缩短', { no: '否', yes: '是' }),
    text('urgentReason', '缩短的理由'),
    by,
  ]),
  text('periodFault', '征集期限'),
  verdict('draftReturned', '退回修改'),
  verdict('draftApproved', '审签', AGREES),
  group('disclosure', '征集期', [text('beginsAt', '自'), text('endsAt', '至')]),
  group('commentCounts', '意见', [
    text('received', '收到（条）'),
    text('accepted', '审核通过（条）'),
    text('rejected', '未通过（条）'),
    text('pending', '待审核（条）'),
  ]),
  text('answersFault', '逐条答复'),
  group('adoption', '采纳情况', [
    text('text', '总体情况'),
    rows('others', '其他方式听取的意见', [
      choice('way', '方式', WAYS),
      day('heldOn', '日期'),
      text('wayText', '意见和采纳情况'),
    ]),
    by,
  ]),
  verdict('answersReturned', '退回修改'),
  verdict('answersApproved', '采纳情况审签', AGREES),
];
