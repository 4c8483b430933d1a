import { by, choice, day, files, group, text, unit } from '../forms/fact-fields.ts';
import type { FormField } from '../forms/schema.ts';
import { GROUNDS, MEASURES, PROCEDURES } from './measures.ts';

const YES_NO = { no: '否', yes: '是' };

/** Variables of a revocation, described like form fields. */
export const revocationFacts: readonly FormField[] = [
  text('approvalCase', '审批事项编号'),
  text('matter', '审批事项'),
  text('applicant', '被许可人'),
  text('decisionNumber', '许可决定书文号'),
  day('decidedOn', '许可日期'),
  unit('filingUnit', '提请单位'),
  choice('requestedMeasure', '提请的处理', MEASURES),
  choice('requestedGround', '法定情形', GROUNDS),
  text('facts', '监管中发现的问题'),
  group('request', '正式函件', [text('text', '内容'), { type: 'filepicker', key: 'evidence', label: '依据材料' }, by]),
  group('requestReturned', '退回修改', [text('text', '意见'), by]),
  group('requestSigned', '签发', [choice('result', '意见', { sign: '同意签发', return: '退回修改' }), by]),
  group('verification', '核实', [
    choice('result', '结果', { proceed: '属实', supplement: '需补证', unfounded: '不属实' }),
    choice('measure', '拟作出的处理', MEASURES),
    choice('ground', '法定情形', GROUNDS),
    choice('publicInterest', '应当听证', YES_NO),
    choice('majorInterest', '涉及重大利益关系', YES_NO),
    text('text', '事实、理由和证据'),
    by,
  ]),
  group('verificationRefused', '请重新填写', [text('text', '原因')]),
  group('supplement', '补充的依据', [text('text', '说明'), files(), by]),
  choice('procedure', '告知和听证', PROCEDURES),
  group('statement', '陈述申辩', [
    day('servedOn', '告知书送达日期'),
    text('text', '意见'),
    choice('hearingRequested', '申请听证', YES_NO),
    files(),
    by,
  ]),
  group('hearing', '听证', [
    day('noticeOn', '通知日期'),
    day('on', '听证日期'),
    text('chair', '主持人'),
    text('text', '情况'),
    files('听证笔录'),
    by,
  ]),
  group('decision', '处理决定', [
    choice('result', '决定', { take: '作出处理', maintain: '维持许可' }),
    choice('measure', '处理', MEASURES),
    text('number', '决定书文号'),
    text('text', '理由和依据'),
    text('compensation', '补偿'),
    by,
  ]),
  group('service', '送达', [
    day('on', '日期'),
    choice('method', '方式', {
      direct: '直接送达',
      leave: '留置送达',
      post: '邮寄送达',
      electronic: '电子送达',
      public: '公告送达',
    }),
    files('送达回证'),
    by,
  ]),
  group('receipt', '提请单位签收', [text('archiveNumber', '本单位档案号'), text('text', '说明'), by]),
];
