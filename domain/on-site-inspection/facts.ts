import type { FormField } from '../forms/schema.ts';

const by: FormField = { type: 'textfield', key: 'by', label: '填写人' };
const files: FormField = { type: 'filepicker', key: 'files', label: '附件' };
const moment = (key: string, label: string): FormField => ({ type: 'datetime', subtype: 'datetime', key, label });
const day = (key: string, label: string): FormField => ({ type: 'datetime', subtype: 'date', key, label });
const text = (key: string, label: string): FormField => ({ type: 'textarea', key, label });
const choice = (key: string, label: string, values: Record<string, string>): FormField => ({
  type: 'radio',
  key,
  label,
  values: Object.entries(values).map(([value, name]) => ({ label: name, value })),
});
const units = (key: string, label: string): FormField => ({ type: 'taglist', key, label, valuesKey: 'units' });
const group = (path: string, label: string, components: FormField[]): FormField => ({
  type: 'group',
  path,
  label,
  components,
});
const rows = (path: string, label: string, components: FormField[]): FormField => ({
  type: 'dynamiclist',
  path,
  label,
  components,
});

const WAYS = {
  'in-person': '直接送达',
  post: '邮寄送达',
  electronic: '电子送达',
  lien: '留置送达',
  announcement: '公告送达',
};
const CHANNELS = { platform: '联动平台', telephone: '电话', letter: '书面函件' };
const KINDS = { hearing: '听证', 'inspection-test': '检验', testing: '检测', quarantine: '检疫', appraisal: '鉴定' };

const service = (path: string, label: string): FormField =>
  group(path, label, [
    moment('at', '时间'),
    choice('way', '方式', WAYS),
    text('to', '签收人'),
    files,
    text('note', '说明'),
  ]);
const timeNotice = (path: string, label: string): FormField =>
  group(path, label, [
    { type: 'number', key: 'workingDays', label: '所需工作日' },
    day('on', '告知日期'),
    choice('way', '方式', WAYS),
    text('text', '内容'),
    files,
    by,
  ]);
const entry = (path: string, label: string): FormField =>
  group(path, label, [text('text', '录入'), { type: 'checkbox', key: 'late', label: '补录' }]);

/** Variables of a case that its steps make, described like form fields so that pages and the case file name them alike. */
export const inspectionFacts: readonly FormField[] = [
  entry('acceptanceEntry', '受理时间的录入'),
  choice('inspectionMode', '勘验方式', { bureau: '区行政审批服务局自行勘验', joint: '会同相关部门勘验' }),
  group('modeBasis', '勘验方式依据', [
    { type: 'number', key: 'version', label: '决策表版本' },
    rows('rules', '适用条款', [text('annotation', '条款')]),
  ]),
  service('receipt', '受理通知书送达'),
  group('appointment', '勘验预约', [
    moment('at', '拟定时间'),
    text('place', '地点'),
    choice('channel', '方式', CHANNELS),
    text('callNote', '通话记录'),
    units('departments', '预约部门'),
    moment('answerBy', '答复期限'),
    text('note', '要求'),
    by,
  ]),
  { type: 'select', key: 'department', label: '部门', valuesKey: 'units' },
  rows('appointmentAnswers', '部门答复', [
    { type: 'select', key: 'department', label: '部门', valuesKey: 'units' },
    choice('answer', '答复', { confirm: '确认参加', propose: '另约时间', refuse: '拒绝', silent: '逾期未答复' }),
    moment('proposedAt', '另约'),
    text('reason', '理由'),
    text('attendee', '参加人员'),
    by,
  ]),
  group('inspection', '现场勘验', [
    moment('at', '时间'),
    text('place', '地点'),
    text('participants', '参加人员'),
    units('departments', '参加部门'),
    text('findings', '情况'),
    { type: 'filepicker', key: 'photos', label: '照片' },
    files,
    by,
  ]),
  entry('inspectionEntry', '勘验时间的录入'),
  rows('inspectionOpinions', '部门勘验意见', [
    { type: 'select', key: 'department', label: '部门', valuesKey: 'units' },
    choice('opinion', '意见', { qualified: '符合要求', rectify: '整改后符合', unqualified: '不符合要求' }),
    text('text', '内容'),
    choice('channel', '形式', CHANNELS),
    { type: 'filepicker', key: 'letter', label: '函件' },
    files,
    by,
  ]),
  timeNotice('reviewTimeNotice', '告知论证所需时间'),
  group('reviewArrangement', '论证安排', [
    moment('at', '拟定时间'),
    text('place', '地点'),
    choice('channel', '邀请方式', CHANNELS),
    text('topics', '议题'),
    files,
    by,
  ]),
  group('interests', '利害关系申报', [
    rows('experts', '专家', [
      text('expert', '专家'),
      choice('interest', '利害关系', { none: '无', has: '有，回避' }),
      text('interestNote', '说明'),
    ]),
    by,
  ]),
  group('review', '专家论证', [
    moment('at', '时间'),
    text('place', '地点'),
    text('participants', '参加人员'),
    text('text', '情况'),
    files,
    by,
  ]),
  entry('reviewEntry', '论证时间的录入'),
  group('reviewConclusion', '论证结论', [
    choice('conclusion', '结论', { pass: '可行', conditional: '修改后可行', fail: '不可行' }),
    text('text', '内容'),
    choice('channel', '形式', CHANNELS),
    files,
    by,
  ]),
  group('examination', '审查意见', [
    choice('result', '结果', { decide: '提请作出决定', excluded: '还需听证、检验、检测或者鉴定' }),
    choice('kind', '程序', KINDS),
    text('text', '意见'),
    text('harm', '不良影响'),
    by,
  ]),
  timeNotice('excludedTimeNotice', '告知所需时间'),
  rows('excludedResults', '听证、检验、检测、鉴定', [
    choice('kind', '程序', KINDS),
    day('on', '结束日期'),
    text('text', '结果'),
    files,
    by,
  ]),
  group('decision', '许可决定', [
    choice('result', '决定', { granted: '准予许可', refused: '不予许可' }),
    text('number', '文号'),
    day('date', '日期'),
    day('validUntil', '有效期至'),
    text('text', '内容或者理由'),
    files,
    by,
  ]),
  service('decisionService', '许可决定书送达'),
  group('clueReview', '配合线索', [text('text', '核对'), text('exceeded', '超时'), text('harm', '不良影响')]),
  group('ground', '责任追究依据的认定', [
    choice('result', '结果', { none: '不作为依据', ground: '作为依据' }),
    units('departments', '部门'),
    text('text', '理由'),
    by,
  ]),
  group('originals', '原始资料核对', [{ type: 'taglist', key: 'missing', label: '缺少' }, text('note', '说明'), files]),
];
