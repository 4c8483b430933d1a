import { z } from 'zod';
import type { FormField } from '../forms/schema.ts';

export const ATTRIBUTIONS = [
  { label: '本环节', value: 'own-step' },
  { label: '申请人', value: 'applicant' },
  { label: '其他单位', value: 'other-unit' },
  { label: '不可抗力', value: 'force-majeure' },
] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number]['value'];

export const VERDICTS = [
  { label: '维持红牌', value: 'upheld' },
  { label: '撤销红牌', value: 'revoked' },
] as const;

const optional = z
  .string()
  .nullish()
  .transform((v) => v || null);
/** What the supervising unit found, at first and after an appeal. */
export const Judgement = z.object({
  verdict: z.enum(['upheld', 'revoked']),
  attribution: z.enum(['own-step', 'applicant', 'other-unit', 'force-majeure']),
  unit: optional,
  note: optional,
  by: optional,
});
export type Judgement = z.output<typeof Judgement>;

export const labelIn = (options: readonly { label: string; value: string }[], value: string | null): string =>
  options.find((o) => o.value === value)?.label ?? '';

const by: FormField = { type: 'textfield', key: 'by', label: '填写人' };
const judgement = (path: string, label: string, verdict: string): FormField => ({
  type: 'group',
  path,
  label,
  components: [
    { type: 'radio', key: 'verdict', label: verdict, values: [...VERDICTS] },
    { type: 'radio', key: 'attribution', label: '责任归属', values: [...ATTRIBUTIONS] },
    { type: 'select', key: 'unit', label: '责任单位', valuesKey: 'units' },
    { type: 'textarea', key: 'note', label: '意见' },
    by,
  ],
});

/** What a card's case is made of, described like form fields. */
export const cardFacts: readonly FormField[] = [
  { type: 'textfield', key: 'parentTitle', label: '超期事项' },
  { type: 'textfield', key: 'parentCaseId', label: '事项编号' },
  { type: 'textfield', key: 'limitName', label: '超期时限' },
  { type: 'textfield', key: 'limitDue', label: '届满时间' },
  { type: 'textfield', key: 'limitBasis', label: '时限依据' },
  { type: 'select', key: 'unit', label: '责任单位', valuesKey: 'units' },
  { type: 'select', key: 'supervisingUnit', label: '督导单位', valuesKey: 'units' },
  {
    type: 'group',
    path: 'explanation',
    label: '超期原因',
    components: [
      { type: 'textarea', key: 'text', label: '原因' },
      { type: 'filepicker', key: 'files', label: '证明材料' },
      by,
    ],
  },
  judgement('verification', '核查', '核查结论'),
  {
    type: 'group',
    path: 'answer',
    label: '责任单位答复',
    components: [
      {
        type: 'radio',
        key: 'choice',
        label: '答复',
        values: [
          { label: '接受', value: 'accept' },
          { label: '申诉', value: 'appeal' },
        ],
      },
      { type: 'textarea', key: 'reason', label: '申诉理由' },
      { type: 'filepicker', key: 'files', label: '申诉材料' },
      by,
    ],
  },
  judgement('review', '申诉复核', '复核结论'),
];
