import { Readable } from 'node:stream';
import { inTransaction } from '../../db/pool.ts';
import { atInstant, now } from '../../domain/clock.ts';
import { answerComments, listComments, moderate, takeComment } from '../../domain/disclosure/comments.ts';
import { publishDisclosure, setState } from '../../domain/disclosure/store.ts';
import type { Adoption } from '../../domain/disclosure/words.ts';
import { beginPaper } from '../../domain/documents/case-paper.ts';
import { filesOfCase, storeFile } from '../../domain/files/store.ts';
import type { TaskRow } from '../../domain/tasks/store.ts';
import type { Context } from '../context.ts';
import { type DemoCase, step, today, until } from './case.ts';

/** Cases that the public pages and the pages 物业管理 and 决策公开 show from the beginning. */

const inDays = (days: number): string => now().plus({ days }).toISODate() ?? '';

/** An upload of this step as the person who does it makes it; the file's id. */
async function upload(ctx: Context, task: TaskRow, title: string, text: string): Promise<string> {
  const caseId = task.caseId ?? '';
  const name = `${title}.pdf`;
  const known = (await filesOfCase(ctx.pool, caseId)).find((file) => file.name === name);
  if (known) return known.id;
  const paper = beginPaper(title, caseId);
  for (const line of text.split('\n')) paper.paragraph(line);
  const file = await storeFile(ctx.pool, ctx.config.DATA_DIR, Readable.from([await paper.finish()]), {
    ...{ caseId, taskKey: task.key, name, mediaType: 'application/pdf', words: text },
    uploadedBy: task.groups[0] ?? '',
  });
  return file.id;
}

/** Taken as soon as the engine has begun to take comments; each once. */
const comment = (ctx: Context, caseId: string, nonce: string, text: string) =>
  until(async () => {
    const from = { name: null, contact: null, nonce: `${caseId}-${nonce}`, origin: `demo-${caseId}-${nonce}` };
    const { result } = await takeComment(ctx.pool, caseId, { text, ...from }, new Date());
    return result === 'taken' || result === 'repeated' || null;
  });

async function judge(ctx: Context, caseId: string, numbers: number[], by: string): Promise<string[]> {
  const { items } = await listComments(ctx.pool, caseId, { limit: 100, offset: 0 });
  const ids = items.filter(({ number }) => numbers.includes(number)).map(({ id }) => id);
  for (const id of ids) await moderate(ctx.pool, caseId, id, { by, result: 'accepted', hide: [] });
  return ids;
}
const answer = (ctx: Context, caseId: string, ids: string[], adoption: Adoption, text: string, by: string) =>
  answerComments(ctx.pool, caseId, ids, { adoption, text, by });

interface Matter {
  unit: string;
  subject: string;
  summary: string;
  basis: string;
  explanation: string;
}
const SCHOOLS: Matter = {
  unit: 'education-sports',
  subject: '中小学课后服务实施办法',
  summary: '明确课后服务的内容、时间、收费和退费，涉及全区学生和家长。',
  basis: '《中华人民共和国义务教育法》',
  explanation: '各校课后服务的时间和收费不一，前期听取了学校和家长代表的意见，拟统一最低要求。',
};
const PARKS: Matter = {
  unit: 'parks-greening',
  subject: '口袋公园建设三年计划',
  summary: '三年内在老城区新建一批口袋公园。',
  basis: '《城市绿化条例》',
  explanation: '老城区公园服务半径不足，拟利用边角地块分年建设，前期已会同街道踏勘。',
};

const reviewed = step('Task_ReviewMatter', { reviewResult: 'disclose', reviewText: null });
const drafted = ({ subject, basis, explanation }: Matter, text: string) =>
  step('Task_DraftDisclosure', async (ctx, task) => ({
    draftFiles: [await upload(ctx, task, `${subject}（征求意见稿）`, text)],
    ...{ basisText: basis, basisFiles: null, explanation, urgent: 'no', urgentReason: null },
    ...{ commentsBeginOn: today(), commentsEndOn: inDays(34) },
  }));
const agreed = { approveResult: 'agree', approveText: null };

/**
 * The second matter's comments are over: its publication is entered as of forty days ago, before the job that publishes finds it there, so the
 * engine's timers of begin and end are due at once.
 */
async function commentedBefore(ctx: Context, task: TaskRow): Promise<Record<string, unknown>> {
  const caseId = task.caseId ?? '';
  const clerk = `${PARKS.unit}.clerk`;
  const beginsAt = now().startOf('day').minus({ days: 40 });
  const files = (await filesOfCase(ctx.pool, caseId)).filter(({ name }) => name.startsWith(PARKS.subject));
  await atInstant(beginsAt.plus({ hours: 9 }), () =>
    inTransaction(ctx.pool, async (db) => {
      await publishDisclosure(db, {
        ...{ caseId, unit: PARKS.unit, subject: PARKS.subject, summary: PARKS.summary, basisText: PARKS.basis },
        ...{ explanation: PARKS.explanation, urgentReason: null },
        ...{ draftFiles: files.map(({ id }) => id), basisFiles: [] },
        ...{ beginsAt: beginsAt.toISO() ?? '', endsAt: beginsAt.plus({ days: 35 }).toISO() ?? '' },
      });
      await setState(db, caseId, 'announced', 'open');
    }),
  );
  await atInstant(beginsAt.plus({ days: 12 }), async () => {
    await comment(ctx, caseId, '1', '希望在学校和医院附近优先安排，方便接送和陪护的人休息。');
    await comment(ctx, caseId, '2', '建议多种遮阴的大树，少铺硬质地面。');
    await comment(ctx, caseId, '3', '建议每处都设收费停车位。');
  });
  await atInstant(beginsAt.plus({ days: 37 }), async () => {
    const [schools = '', trees = '', parking = ''] = await judge(ctx, caseId, [1, 2, 3], clerk);
    await answer(ctx, caseId, [schools], 'adopted', '选址原则增加学校和医院周边。', clerk);
    await answer(ctx, caseId, [trees], 'partly', '遮阴率写入设计要求，无障碍通道仍需铺装。', clerk);
    await answer(ctx, caseId, [parking], 'declined', '口袋公园面积小，不设停车位。', clerk);
  });
  return agreed;
}

const matter = ({ unit, subject, summary }: Matter) => ({
  ...{ filingUnit: unit, subject, summary, decideOn: inDays(75) },
  ...{ ways: ['written', 'hearing'], secret: false },
});

const held = (result: 'settled' | 'beyond', text: string) => ({
  ...{ mediatedOn: today(), mediationParticipants: '投诉人、物业服务企业、居民代表', mediationText: text },
  ...{ mediationResult: result, mediationFiles: null, unlawfulDecision: false, unlawfulTitle: null },
});
const complaint = (over: Record<string, unknown>) => ({
  ...{ receivedOn: today(), complainant: '投诉人', contact: '0531-80000000' },
  ...{ subDistrict: 'sub-district', community: 'community' },
  ...over,
});

export const publicCases = (): DemoCase[] => [
  {
    key: 'demo-disclosure-open',
    process: 'decision-disclosure',
    variables: matter(SCHOOLS),
    steps: [
      reviewed,
      drafted(SCHOOLS, '一、服务内容\n二、服务时间\n三、收费和退费'),
      step('Task_ApproveDisclosure', agreed),
    ],
    async then(ctx, caseId) {
      const clerk = `${SCHOOLS.unit}.clerk`;
      await comment(ctx, caseId, '1', '建议服务时间延长到晚上六点半，和下班时间衔接。');
      await comment(ctx, caseId, '2', '希望增加体育活动，每周不少于两次。');
      const ids = await judge(ctx, caseId, [1], clerk);
      await answer(ctx, caseId, ids, 'adopted', '服务时间延长至18:30。', clerk);
    },
  },
  {
    key: 'demo-disclosure-answered',
    process: 'decision-disclosure',
    variables: matter(PARKS),
    steps: [
      reviewed,
      drafted(PARKS, '一、选址原则\n二、建设标准\n三、分年安排'),
      step('Task_ApproveDisclosure', commentedBefore),
      step('Task_AnswerComments', {
        ...{ adoptionText: '意见主要关于选址和遮阴，多数已经采纳。', otherWays: null },
      }),
      step('Task_ApproveAnswers', agreed),
    ],
  },
  {
    key: 'demo-dispute-settled',
    process: 'property-dispute',
    variables: complaint({
      ...{ filingUnit: 'community', source: 'visit', estate: '泉景小区', category: 'company' },
      content: '电梯停运三天，物业服务企业没有说明。',
    }),
    steps: [
      step('Task_MediateCommunity', held('settled', '物业服务企业当日更换部件，恢复运行。')),
      step('Task_AnswerComplainant', { answeredOn: today(), answerChannel: 'phone', answerText: '电梯已恢复运行。' }),
      step('Task_VisitBack', {
        visitedOn: today(),
        satisfactionResult: 'satisfied',
        again: false,
        satisfactionText: null,
      }),
    ],
  },
  {
    key: 'demo-dispute-street',
    process: 'property-dispute',
    variables: complaint({
      ...{ filingUnit: 'hotline-office', source: 'hotline', hotlineNumber: 'JN-12345-0001', estate: '山大路小区' },
      ...{ category: 'parking', content: '消防通道长期停车。' },
    }),
    steps: [step('Task_MediateCommunity', held('beyond', '车主未到场，需要街道协调。'))],
  },
  {
    key: 'demo-owners-decision',
    process: 'owners-decision',
    variables: {
      ...{ filingUnit: 'community', subDistrict: 'sub-district', estate: '泉景小区', body: 'committee' },
      ...{ decisionKind: 'income', title: '使用公共收益更换门禁', decidedOn: today(), content: '九名委员中六名同意。' },
    },
    steps: [
      step('Task_ExamineDecision', {
        ...{ examineResult: 'file', examineText: '权限、程序和内容合法。', unlawfulGround: null, correctionDays: null },
      }),
      step('Task_ConfirmExamination', { confirmResult: 'agree', confirmText: null }),
    ],
  },
  {
    key: 'demo-common-income',
    process: 'common-income',
    variables: {
      ...{ filingUnit: 'community', subDistrict: 'sub-district', estate: '泉景小区' },
      ...{ periodFrom: inDays(-210), periodUntil: inDays(-30) },
    },
    steps: [
      step('Task_PrepareIncome', async (ctx, task) => ({
        ...{ accountKeeper: '物业服务企业', openingBalance: '1250.00' },
        incomeItems: [
          { incomeName: '电梯广告', incomeAmount: '12000.00' },
          { incomeName: '场地出租', incomeAmount: '3600.50' },
        ],
        expenseItems: [{ expenseName: '更换楼道照明', expenseAmount: '4320.00' }],
        incomeFiles: [await upload(ctx, task, '银行流水', '公共收益专户流水。')],
      })),
      step('Task_VerifyIncome', { verifyResult: 'publish', verifyText: null }),
    ],
  },
];
