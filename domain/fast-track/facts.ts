import type { FormField } from '../forms/schema.ts';

const LEVELS = [
  { label: '领导小组办公室', value: 'leading-group-office' },
  { label: '招商引资快速决策领导小组', value: 'leading-group' },
  { label: '区政府常务会议', value: 'government-executive-meeting' },
  { label: '区委常委会', value: 'party-standing-committee' },
];
const by: FormField = { type: 'textfield', key: 'by', label: '填写人' };

const level: FormField = { type: 'select', key: 'level', label: '决策层级', values: LEVELS };

const opinions: FormField = {
  type: 'dynamiclist',
  path: 'opinions',
  label: '部门论证意见',
  components: [
    { type: 'select', key: 'department', label: '部门', valuesKey: 'units' },
    {
      type: 'radio',
      key: 'opinion',
      label: '论证意见',
      values: [
        { label: '同意', value: 'agree' },
        { label: '有条件同意', value: 'conditional' },
        { label: '不同意', value: 'disagree' },
      ],
    },
    { type: 'textarea', key: 'text', label: '意见内容' },
    { type: 'filepicker', key: 'files', label: '附件' },
    by,
  ],
};

const proposal: FormField = {
  type: 'group',
  path: 'proposal',
  label: '建议方案',
  components: [
    { type: 'textarea', key: 'text', label: '内容' },
    { type: 'filepicker', key: 'files', label: '附件' },
    by,
  ],
};

const decision: FormField = {
  type: 'group',
  path: 'decision',
  label: '决策',
  components: [
    {
      type: 'radio',
      key: 'result',
      label: '决策结果',
      values: [
        { label: '通过', value: 'approved' },
        { label: '不予通过', value: 'rejected' },
        { label: '退回再论证', value: 'reargue' },
        { label: '提请上一级', value: 'hand-up' },
      ],
    },
    { type: 'select', key: 'handedUpTo', label: '提请至', values: LEVELS },
    { type: 'textfield', key: 'meeting', label: '会议名称' },
    { type: 'datetime', subtype: 'date', key: 'date', label: '会议日期' },
    { type: 'textarea', key: 'text', label: '意见' },
    { type: 'textarea', key: 'attendees', label: '参会人员' },
    { type: 'filepicker', key: 'files', label: '会议资料' },
    by,
  ],
};

const on: FormField = { type: 'datetime', subtype: 'date', key: 'on', label: '日期' };
const files: FormField = { type: 'filepicker', key: 'files', label: '附件' };

/** One of the three boxes of annex 3. */
const box = (path: string, label: string, values: { label: string; value: string }[]): FormField => ({
  type: 'group',
  path,
  label,
  components: [
    { type: 'radio', key: 'result', label: '意见', values },
    { type: 'textarea', key: 'text', label: '内容' },
    by,
    on,
  ],
});

const report: FormField = {
  type: 'group',
  path: 'report',
  label: '项目报告书',
  components: [
    { type: 'textarea', key: 'screening', label: '初筛评估' },
    { type: 'textarea', key: 'text', label: '正文' },
    files,
    by,
  ],
};

const briefing: FormField = {
  type: 'group',
  path: 'briefing',
  label: '通气会',
  components: [
    { type: 'datetime', subtype: 'date', key: 'date', label: '日期' },
    { type: 'textarea', key: 'attendees', label: '参会' },
    { type: 'textarea', key: 'text', label: '研判情况' },
    files,
  ],
};

const arrangement: FormField = {
  type: 'group',
  path: 'arrangement',
  label: '论证安排',
  components: [
    { type: 'taglist', key: 'departments', label: '论证单位', valuesKey: 'units' },
    { type: 'number', key: 'workingDays', label: '期限（工作日）' },
    { type: 'textarea', key: 'note', label: '要求' },
  ],
};

const notice: FormField = {
  type: 'group',
  path: 'meetingNotice',
  label: '会议通知',
  components: [
    { type: 'datetime', subtype: 'datetime', key: 'at', label: '时间' },
    { type: 'textfield', key: 'place', label: '地点' },
    { type: 'textarea', key: 'attendees', label: '参会' },
    { type: 'textarea', key: 'agenda', label: '议程' },
    { type: 'datetime', subtype: 'date', key: 'sentOn', label: '材料送达' },
    files,
  ],
};

const minutes: FormField = {
  type: 'group',
  path: 'minutes',
  label: '会议纪要',
  components: [
    { type: 'textarea', key: 'statements', label: '发言记录' },
    { type: 'textarea', key: 'text', label: '纪要' },
    files,
    by,
  ],
};

const handUp: FormField = {
  type: 'group',
  path: 'handUp',
  label: '提请上级会议',
  components: [
    { type: 'select', key: 'level', label: '提请至', values: LEVELS },
    { type: 'datetime', subtype: 'date', key: 'date', label: '提请日期' },
    { type: 'textarea', key: 'text', label: '事项' },
    { type: 'datetime', subtype: 'date', key: 'plannedOn', label: '拟上会日期' },
    files,
  ],
};

const followUp: FormField = {
  type: 'group',
  path: 'followUp',
  label: '督办',
  components: [
    {
      type: 'radio',
      key: 'result',
      label: '结论',
      values: [
        { label: '已落实', value: 'settled' },
        { label: '尚未落实', value: 'unsettled' },
      ],
    },
    { type: 'textarea', key: 'text', label: '意见' },
    by,
  ],
};

const assignment: FormField[] = [
  { type: 'select', key: 'unit', label: '责任单位', valuesKey: 'units' },
  { type: 'textarea', key: 'matter', label: '事项' },
  { type: 'number', key: 'workingDays', label: '时限（工作日）' },
];

/** Variables of a case that its steps make, described like form fields so that pages and the case file name them alike. */
export const fastTrackFacts: readonly FormField[] = [
  {
    type: 'group',
    path: 'materialsCheck',
    label: '要件核对',
    components: [
      { type: 'checkbox', key: 'complete', label: '要件齐全' },
      { type: 'taglist', key: 'missing', label: '缺少的要件' },
    ],
  },
  { type: 'taglist', key: 'supplementItems', label: '需补正内容' },
  {
    type: 'group',
    path: 'review',
    label: '材料核对',
    components: [
      {
        type: 'radio',
        key: 'result',
        label: '核对结果',
        values: [
          { label: '受理', value: 'accept' },
          { label: '退回补正', value: 'return' },
        ],
      },
      { type: 'taglist', key: 'items', label: '需补正内容' },
      { type: 'textarea', key: 'note', label: '区投资促进局意见' },
      by,
    ],
  },
  {
    type: 'group',
    path: 'supplement',
    label: '最近一次补正',
    components: [
      { type: 'taglist', key: 'items', label: '要求补正' },
      { type: 'taglist', key: 'confirmed', label: '已补正' },
      { type: 'textarea', key: 'note', label: '说明' },
      { type: 'filepicker', key: 'files', label: '附件' },
      by,
    ],
  },
  report,
  box('headOpinion', '单位主要领导意见', [
    { label: '同意申报', value: 'agree' },
    { label: '退回修改', value: 'return' },
  ]),
  box('bureauOpinion', '区投资促进局意见', [
    { label: '同意', value: 'agree' },
    { label: '不同意', value: 'disagree' },
  ]),
  box('officeOpinion', '领导小组办公室意见', [
    { label: '同意组织论证', value: 'proceed' },
    { label: '先召开通气会', value: 'briefing' },
  ]),
  briefing,
  {
    type: 'group',
    path: 'lateMaterial',
    label: '待补报材料',
    components: [
      { type: 'textfield', key: 'name', label: '材料名称' },
      { type: 'datetime', subtype: 'date', key: 'promisedBy', label: '承诺日期' },
      { type: 'datetime', subtype: 'datetime', key: 'overdueAt', label: '补报截止' },
    ],
  },
  {
    type: 'group',
    path: 'overdueChoice',
    label: '逾期处理',
    components: [
      {
        type: 'radio',
        key: 'result',
        label: '意见',
        values: [
          { label: '继续催报', value: 'urge' },
          { label: '免于补报', value: 'waive' },
        ],
      },
      { type: 'textarea', key: 'reason', label: '理由' },
    ],
  },
  arrangement,
  { type: 'select', key: 'department', label: '论证部门', valuesKey: 'units' },
  opinions,
  {
    type: 'group',
    path: 'opinionSummary',
    label: '论证意见汇总',
    components: [{ type: 'textarea', key: 'text', label: '汇总' }],
  },
  proposal,
  level,
  {
    type: 'group',
    path: 'levelBasis',
    label: '层级依据',
    components: [
      { type: 'number', key: 'version', label: '决策表版本' },
      {
        type: 'dynamiclist',
        path: 'rules',
        label: '适用条款',
        components: [{ type: 'textfield', key: 'annotation', label: '条款' }],
      },
    ],
  },
  notice,
  handUp,
  decision,
  minutes,
  {
    ...{ type: 'dynamiclist', path: 'rounds', label: '以往论证和决策', properties: { format: 'rounds' } },
    components: [opinions, proposal, level, decision],
  },
  { type: 'group', path: 'handover', label: '交接事项', components: assignment },
  {
    type: 'group',
    path: 'carriedOut',
    label: '办理反馈',
    components: [{ type: 'textarea', key: 'feedback', label: '情况' }, files, by],
  },
  followUp,
  {
    type: 'dynamiclist',
    path: 'handoverResults',
    label: '交接事项办理',
    components: [...assignment, { type: 'textarea', key: 'feedback', label: '反馈' }, files, followUp],
  },
  {
    type: 'group',
    path: 'originals',
    label: '原始资料核对',
    components: [
      { type: 'taglist', key: 'missing', label: '缺少' },
      { type: 'textarea', key: 'note', label: '说明' },
      files,
    ],
  },
];
