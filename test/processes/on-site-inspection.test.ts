import { createPool } from '../../db/pool.ts';
import type { Page } from 'playwright-core';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  faultsGone,
  heading,
  openBrowser,
  PDF,
  PHONE,
  WIDE,
  type TestBrowser,
} from '../e2e/browser.ts';
import type { Client } from '../support/client.ts';
import { caseOf, caseReaches, openTasks, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import * as inspection from '../support/inspection.ts';
import { eventsOf, inspectionSteps, type InspectionSteps } from '../support/inspection.ts';
import { type DeadlineItem, deadlinesOf, moveClock } from '../support/limits.ts';
import { eventually, startStack } from '../support/stack.ts';

/**
 * One story from Tuesday 30 April 2030, before the holidays of May, to the middle of June: many cases side by side, each limit met
 * a little before its end and missed a little after it.
 */

let stack: Awaited<ReturnType<typeof startStack>>;
let clerk: Client;
let monitor: Client;
let head: Client;
let go: InspectionSteps;
const flows = countFlows();
const cases: Record<string, string> = {};
const id = (name: string): string => cases[name] ?? '';

const CONFIRM = { answer: 'confirm', attendee: '科室负责人' };
const ORGANISE_DUE = '2030-05-06T17:00:00+08:00';
const REVIEW_DUE = '2030-05-07T17:00:00+08:00';
const LICENCE_DUE = '2030-05-30T17:00:00+08:00';
/** Accepted on the first morning of the story. */
const acceptance = (over: Record<string, unknown> = {}) =>
  inspection.acceptance({ acceptedAt: at('04-30', '10:00'), ...over });
const startInspection = (as: Client, over: Record<string, unknown> = {}) =>
  inspection.startInspection(as, { acceptedAt: at('04-30', '10:00'), ...over });
const at = (day: string, time = '09:30') => `2030-${day}T${time}:00+08:00`;

beforeAll(async () => {
  stack = await startStack({ clock: '2030-04-30T10:05:00+08:00', calendarAhead: true });
  [clerk, monitor, head] = (await Promise.all(
    ['approval-bureau.clerk', 'monitor', 'approval-bureau.head'].map((u) => stack.as(u)),
  )) as [Client, Client, Client];
  go = inspectionSteps(stack);
}, 600_000);
afterAll(() => stack?.stop());

const limits = async (name: string): Promise<Record<string, DeadlineItem>> =>
  Object.fromEntries(
    (await deadlinesOf(monitor, id(name))).map((d) => [d.subject ? `${d.obligation}:${d.subject}` : d.obligation, d]),
  );
/** Exactly these limits, each as said. */
const limitsAre = (name: string, expected: Record<string, Partial<DeadlineItem>>) =>
  eventually(async () => {
    const found = await limits(name);
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    expect(found).toMatchObject(expected);
  });
const limitIs = (name: string, obligation: string, expected: Partial<DeadlineItem>) =>
  eventually(async () => expect((await limits(name))[obligation]).toMatchObject(expected));
const variablesAre = (name: string, expected: Record<string, unknown>) =>
  eventually(async () => expect((await caseOf(monitor, id(name))).variables).toMatchObject(expected));
/** The oldest event of this kind, as soon as there is one. */
const firstEvent = (name: string, kind: string) =>
  eventually(async () => {
    const [event] = await eventsOf(monitor, id(name), [kind]);
    if (!event) throw new Error(`no ${kind} of ${name}`);
    return event;
  });
const names = (...list: string[]) => list;

describe('acceptance', () => {
  test('what is entered is checked at its field; only the bureau accepts', async () => {
    const complaints = async (over: Record<string, unknown>) => {
      const { status, body } = await clerk.post('/api/cases', {
        process: 'on-site-inspection',
        variables: acceptance(over),
      });
      expect(status).toBe(422);
      return (body.errors as { path: string; message: string }[]).map((e) => `${e.path} ${e.message}`);
    };
    expect(await complaints({ acceptedAt: at('04-30', '10:30') })).toEqual(['acceptedAt 受理时间不能晚于现在']);
    expect(await complaints({ acceptedAt: '2030-02-28T09:00:00+08:00' })).toEqual([
      'acceptedAt 受理时间早于60日前，不能补录，请核对日期',
    ]);
    expect(await complaints({ acceptedAt: '昨天上午' })).toEqual([
      'acceptedAt 受理时间应为真实的日期时间，格式如 2026-02-13T09:30:00+08:00',
    ]);
    expect(await complaints({ departments: [] })).toEqual(['departments 至少选择一个相关行政主管部门']);
    expect(await complaints({ inspectionRequired: undefined, technicalRequirement: 'middle' })).toEqual([
      'technicalRequirement 请选择技术标准要求是否较高',
      'inspectionRequired 现场勘验只能是“是”或“否”',
    ]);
    // 补正: the list once, and accepted on the day on which the material is complete.
    const correction = { correctionAskedOn: '2030-04-28', correctionItems: '平面图\n人员证明' };
    expect(await complaints(correction)).toEqual([
      'correctionCompletedOn 有补正的，应填写材料补齐日期；未补齐的不能受理',
    ]);
    expect(await complaints({ ...correction, correctionCompletedOn: '2030-04-29' })).toEqual([
      'acceptedAt 经补正的，材料补齐当日即为受理之日',
    ]);
    for (const user of ['approval-bureau.head', 'housing-construction.clerk']) {
      const answer = await (await stack.as(user)).post('/api/cases', { process: 'on-site-inspection', variables: {} });
      expect(answer.status).toBe(403);
    }
  });

  test('the limits of both modes are there before any task is done, and run from the acceptance', async () => {
    const joint = {
      // Everything: another time, an expert who stands back, the licence paused by the review.
      whole: {
        expertReviewRequired: true,
        correctionAskedOn: '2030-04-29',
        correctionItems: '平面图',
        correctionCompletedOn: '2030-04-30',
      },
      refused: {},
      late: { expertReviewRequired: true },
      silent: { technicalRequirement: 'low', personnelRequirement: 'high' },
      withdrawn: { expertReviewRequired: true },
      extended: { inspectionRequired: false },
    };
    const alone = {
      alone: { technicalRequirement: 'low', expertReviewRequired: true },
      hearing: { technicalRequirement: 'low', inspectionRequired: false },
      aloneLate: { technicalRequirement: 'low', inspectionRequired: false },
    };
    await Promise.all(
      Object.entries({ ...joint, ...alone }).map(async ([name, over]) => {
        cases[name] = await startInspection(clerk, over);
      }),
    );
    const startedAt = at('04-30', '10:00');
    const organise = { state: 'running', startedAt, dueAt: ORGANISE_DUE };
    const licence = { state: 'running', startedAt, dueAt: LICENCE_DUE };
    await limitsAre('whole', {
      'organise-inspection': organise,
      'organise-expert-review': { state: 'running', startedAt, dueAt: REVIEW_DUE },
      'decide-licence': licence,
    });
    await limitsAre('silent', { 'organise-inspection': organise, 'decide-licence': licence });
    await limitsAre('extended', { 'decide-licence': licence });
    for (const name of Object.keys(alone)) await limitsAre(name, { 'decide-licence': licence });
    await variablesAre('silent', { inspectionMode: 'joint' });
    await variablesAre('alone', { inspectionMode: 'bureau' });
    const done = await monitor.get(`/api/tasks?view=all&state=done&case=${id('whole')}`);
    expect(done.body.total).toBe(0);
  });

  test('an acceptance entered later runs from when it happened, and says so', async () => {
    cases.enteredLate = await startInspection(clerk, { acceptedAt: at('04-26') });
    // 28 April 2030 was a make-up working day: the second working day is the 29th.
    await limitIs('enteredLate', 'organise-inspection', {
      startedAt: at('04-26'),
      dueAt: at('04-29', '17:00'),
      state: 'overdue',
    });
    const event = await firstEvent('enteredLate', 'acceptance-entered');
    expect(event.text).toMatch(/^受理时间2030年4月26日 09:30，2030年4月30日 1\d:\d\d补录，晚3个工作日$/);
    await variablesAre('enteredLate', {
      acceptanceEntry: { happenedAt: at('04-26'), late: true, workingDaysLate: 3 },
    });
    const onTime = await firstEvent('whole', 'acceptance-entered');
    expect(onTime.detail).toMatchObject({ late: false, workingDaysLate: 0 });
  });
});

describe('appointment', () => {
  test('a department asks for another time, all are asked again; the telephone is recorded by the bureau', async () => {
    await go.appoint(id('whole'), at('05-05'), {
      'housing-construction': CONFIRM,
      'market-regulation': { answer: 'propose', proposedAt: at('05-06') },
    });
    const again = await taskAt(clerk, id('whole'), 'Task_ArrangeInspection');
    const { variables } = (await clerk.get(`/api/tasks/${again.key}`)).body;
    expect(variables).toMatchObject({ inspectionAt: at('05-06'), inspectionPlace: '营业场所' });
    const missing = await clerk.post(`/api/tasks/${again.key}/complete`, {
      variables: { inspectionChannel: 'telephone' },
    });
    expect(missing.body.errors).toEqual([{ path: 'inspectionCallNote', message: '通话记录必须填写' }]);
    await go.step(id('whole'), 'Task_ArrangeInspection', {
      inspectionChannel: 'telephone',
      inspectionCallNote: '已与两部门联络员通话',
    });
    await go.step(id('whole'), 'Task_AnswerAppointment', CONFIRM, 'housing-construction.liaison');
    // What was said on the telephone is entered by the bureau's clerk.
    const open = await taskAt(clerk, id('whole'), 'Task_AnswerAppointment', 'market-regulation.liaison');
    expect((await clerk.post(`/api/tasks/${open.key}/complete`, { variables: CONFIRM })).status).toBe(200);
    const stranger = await stack.as('finance.liaison');
    expect((await stranger.get(`/api/tasks/${open.key}`)).status).toBe(403);
    await taskAt(monitor, id('whole'), 'Task_RecordInspection');
    await variablesAre('whole', {
      appointmentAnswers: [
        { department: 'housing-construction', answer: 'confirm', by: 'housing-construction.liaison' },
        { department: 'market-regulation', answer: 'confirm', by: 'approval-bureau.clerk' },
      ],
    });
  });

  test('a refusal needs its reason and is a clue at once', async () => {
    const refuse = { answer: 'refuse', answerReason: '人员外出' };
    await Promise.all(
      names('refused', 'late').map((name) => go.appoint(id(name), at('05-06'), { 'housing-construction': CONFIRM })),
    );
    const open = await taskAt(monitor, id('refused'), 'Task_AnswerAppointment', 'market-regulation.liaison');
    const liaison = await stack.as('market-regulation.liaison');
    const without = await liaison.post(`/api/tasks/${open.key}/complete`, { variables: { answer: 'refuse' } });
    expect(without.body.errors).toEqual([{ path: 'answerReason', message: '理由必须填写' }]);
    await Promise.all(
      names('refused', 'late').map((name) =>
        go.step(id(name), 'Task_AnswerAppointment', refuse, 'market-regulation.liaison'),
      ),
    );
    await taskAt(monitor, id('refused'), 'Task_RecordInspection');
    const clue = await firstEvent('refused', 'accountability-clue');
    expect(clue.text).toBe('线索：区市场监管局拒绝配合现场勘验（人员外出）');
    await go.appoint(id('silent'), at('05-06'), { 'housing-construction': CONFIRM });
  });

  test('the written notice of the review pauses the licence, and nothing else', async () => {
    const notice = { timeNeededDays: 10, timeNoticeOn: '2030-04-30', timeNoticeWay: 'in-person' };
    const open = await taskAt(monitor, id('whole'), 'Task_NotifyReviewTime');
    const ahead = await clerk.post(`/api/tasks/${open.key}/complete`, {
      variables: { ...notice, timeNoticeOn: '2030-05-01' },
    });
    expect(ahead.body.errors).toEqual([{ path: 'timeNoticeOn', message: '书面告知日期不能晚于现在' }]);
    await limitIs('whole', 'decide-licence', { state: 'running' });
    await Promise.all(names('whole', 'alone').map((name) => go.step(id(name), 'Task_NotifyReviewTime', notice)));
    await limitIs('whole', 'decide-licence', { state: 'suspended' });
    await limitIs('whole', 'organise-expert-review', { state: 'running', dueAt: REVIEW_DUE });
    await limitIs('alone', 'decide-licence', { state: 'suspended' });
    await eventually(async () => {
      const pauses = await eventsOf(monitor, id('whole'), ['limit-suspended']);
      expect(pauses.map((p) => p.detail.basis)).toEqual(['行政许可法 第四十五条']);
    });
    // A hearing, before anything else.
    await go.step(id('hearing'), 'Task_ExamineApplication', {
      examineResult: 'excluded',
      excludedKind: 'hearing',
      examineText: '申请人要求听证',
    });
    await go.step(id('hearing'), 'Task_NotifyExcludedTime', notice);
    await limitIs('hearing', 'decide-licence', { state: 'suspended' });
    // Experts declare; who has an interest stands back, and where nobody is left others are asked.
    await Promise.all(
      names('whole', 'late', 'alone').map(async (name) => {
        await go.arrangeReview(id(name), at('05-07', '15:00'));
        if (name === 'whole') {
          await go.step(id(name), 'Task_DeclareInterest', { experts: [{ expert: '专家一', interest: 'has' }] });
          await go.arrangeReview(id(name), at('05-07', '15:00'));
        }
        await go.step(id(name), 'Task_DeclareInterest', {
          experts: [
            { expert: '专家一', interest: 'has', interestNote: '曾为申请人服务' },
            { expert: '专家二', interest: 'none' },
          ],
        });
      }),
    );
    await go.serve(id('whole'), 'Task_ServeReceipt', at('04-30', '10:00'), true);
    expect((await head.post(`/api/cases/${id('withdrawn')}/withdraw`, { reason: '申请人撤回' })).status).toBe(200);
    await caseReaches(monitor, id('withdrawn'), 'withdrawn');
    await limitsAre('withdrawn', {
      'organise-inspection': { state: 'cancelled' },
      'organise-expert-review': { state: 'cancelled' },
      'decide-licence': { state: 'cancelled' },
    });
  });
});

describe('2 and 3 working days to organise', () => {
  test('before the end of the second day: warned, and met by an inspection that has taken place', async () => {
    await moveClock(monitor, at('05-06', '16:40'));
    await limitIs('late', 'organise-inspection', { state: 'warned' });
    // Nobody answered until the time that was proposed.
    await eventually(async () => {
      const [clue] = await eventsOf(monitor, id('silent'), ['accountability-clue']);
      expect(clue).toMatchObject({ text: '线索：区市场监管局逾期未答复现场勘验预约', detail: { what: 'silent' } });
    });
    const record = await taskAt(monitor, id('whole'), 'Task_RecordInspection');
    const early = await clerk.post(`/api/tasks/${record.key}/complete`, {
      variables: { inspectedAt: at('04-29'), inspectionParticipants: '经办人', findings: '无' },
    });
    expect(early.body.errors).toEqual([{ path: 'inspectedAt', message: '实际勘验时间不能早于2030年4月30日' }]);
    const photo = await clerk.upload(`/api/tasks/${record.key}/files`, '现场.jpg', 'jpeg', 'image/jpeg');
    await Promise.all([
      // Held the day before, entered today.
      go.inspected(id('whole'), at('05-05'), { photos: [photo.body.id] }),
      go.inspected(id('refused'), at('05-06')),
      go.inspected(id('silent'), at('05-06')),
      go.step(id('alone'), 'Task_InspectAlone', {
        inspectedAt: at('05-06'),
        inspectedPlace: '营业场所',
        inspectionParticipants: '区行政审批服务局经办人',
        findings: '布局与图纸一致。',
      }),
    ]);
    for (const name of ['whole', 'refused', 'silent']) await limitIs(name, 'organise-inspection', { state: 'met' });
    const entered = await firstEvent('whole', 'inspection-entered');
    expect(entered.detail).toMatchObject({ late: true, workingDaysLate: 1, happenedAt: at('05-05') });
    // Two working days from the inspection, for each department that took part.
    const opinion = { state: 'warned', startedAt: at('05-05'), dueAt: at('05-07', '17:00') };
    await limitIs('whole', 'issue-inspection-opinion:housing-construction', opinion);
    await limitIs('whole', 'issue-inspection-opinion:market-regulation', opinion);
    await eventually(async () =>
      expect(Object.keys(await limits('refused')).sort()).toEqual([
        'decide-licence',
        'issue-inspection-opinion:housing-construction',
        'organise-inspection',
      ]),
    );
    expect(Object.keys(await limits('alone'))).toEqual(['decide-licence']);
  });

  test('after it: red, and met late; the third day for the review goes on while the licence stands still', async () => {
    await moveClock(monitor, at('05-06', '17:01'));
    await limitIs('late', 'organise-inspection', { state: 'overdue' });
    await limitIs('late', 'organise-expert-review', { state: 'warned', dueAt: REVIEW_DUE });
    await limitIs('whole', 'organise-expert-review', { state: 'warned', dueAt: REVIEW_DUE });
    // Overdue by its date; the card comes with the engine's timer.
    await eventually(async () => {
      const { body } = await monitor.get(`/api/cards?case=${id('late')}`);
      expect(body.items).toHaveLength(1);
    });
    await go.inspected(id('late'), at('05-06', '17:00'));
    await limitIs('late', 'organise-inspection', { state: 'met-late' });

    await moveClock(monitor, at('05-07', '16:40'));
    await Promise.all(names('whole', 'alone').map((name) => go.reviewed(id(name), at('05-07', '15:00'))));
    await limitIs('whole', 'organise-expert-review', { state: 'met' });
    await limitIs('whole', 'decide-licence', { state: 'suspended' });
    await go.step(
      id('whole'),
      'Task_IssueInspectionOpinion',
      { inspectionOpinionResult: 'qualified', opinionChannel: 'platform' },
      'housing-construction',
    );
    await limitIs('whole', 'issue-inspection-opinion:housing-construction', { state: 'met' });

    await moveClock(monitor, at('05-07', '17:01'));
    await limitIs('late', 'organise-expert-review', { state: 'overdue' });
    await go.reviewed(id('late'), at('05-07', '17:00'));
    await limitIs('late', 'organise-expert-review', { state: 'met-late' });
  });
});

describe('2 working days for opinion and conclusion', () => {
  test('the department that is late is late, by itself', async () => {
    await limitIs('whole', 'issue-inspection-opinion:market-regulation', { state: 'overdue' });
    const open = await taskAt(monitor, id('whole'), 'Task_IssueInspectionOpinion', 'market-regulation');
    const own = await stack.as('market-regulation.clerk');
    const letter = await own.post(`/api/tasks/${open.key}/complete`, {
      variables: { inspectionOpinionResult: 'qualified', opinionChannel: 'letter' },
    });
    expect(letter.body.errors).toEqual([{ path: 'letterFiles', message: '书面函件扫描件必须填写' }]);
    const scan = await own.upload(`/api/tasks/${open.key}/files`, '复函.pdf', '%PDF-1.4\n%%EOF\n');
    await go.step(
      id('whole'),
      'Task_IssueInspectionOpinion',
      {
        inspectionOpinionResult: 'rectify',
        inspectionOpinionText: '增设挡鼠板',
        opinionChannel: 'letter',
        letterFiles: [scan.body.id],
      },
      'market-regulation',
    );
    await limitIs('whole', 'issue-inspection-opinion:market-regulation', { state: 'met-late' });
    const rest = { inspectionOpinionResult: 'qualified', opinionChannel: 'platform' };
    await Promise.all(
      names('refused', 'silent', 'late').map((name) =>
        go.step(id(name), 'Task_IssueInspectionOpinion', rest, 'housing-construction'),
      ),
    );
  });

  test('the conclusion on both sides of its end; with it the licence goes on with what remained', async () => {
    const conclude = (name: string) =>
      go.step(id(name), 'Task_IssueReviewConclusion', {
        reviewResult: 'pass',
        conclusionText: '可行。',
        opinionChannel: 'platform',
      });
    await moveClock(monitor, at('05-09', '16:40'));
    const dueAt = at('05-09', '17:00');
    await limitIs('whole', 'issue-review-conclusion', { state: 'warned', startedAt: at('05-07', '15:00'), dueAt });
    await Promise.all(names('whole', 'alone').map(conclude));
    await limitIs('whole', 'issue-review-conclusion', { state: 'met' });
    // Suspended on the day of the acceptance: all of the 20 days remained, counted from 9 May; 7 June is a holiday.
    await limitIs('whole', 'decide-licence', { state: 'running', dueAt: at('06-06', '17:00') });
    await limitIs('alone', 'decide-licence', { state: 'running', dueAt: at('06-06', '17:00') });
    expect(Object.keys(await limits('alone'))).toEqual(['decide-licence']);

    await go.step(id('hearing'), 'Task_RecordExcludedResult', {
      excludedEndedOn: '2030-05-09',
      excludedText: '听证会已举行。',
    });
    await limitIs('hearing', 'decide-licence', { state: 'running', dueAt: at('06-06', '17:00') });

    await moveClock(monitor, at('05-09', '17:01'));
    await limitIs('late', 'issue-review-conclusion', { state: 'overdue', dueAt });
    await conclude('late');
    await limitIs('late', 'issue-review-conclusion', { state: 'met-late' });
    // No notice was given: the review took nothing off the licence's limit, and its task went with it.
    await limitIs('late', 'decide-licence', { state: 'running', dueAt: LICENCE_DUE });
    await eventually(async () =>
      expect((await openTasks(monitor, id('late'))).map((t) => t.element).sort()).toEqual([
        'Task_ExamineApplication',
        'Task_ServeReceipt',
      ]),
    );
  });
});

describe('20 working days to decide', () => {
  test('extended once, by at most 10 days, by the head of the bureau', async () => {
    const extend = (as: Client, workingDays: number) =>
      as.post(`/api/cases/${id('extended')}/extend`, { obligation: 'decide-licence', workingDays, reason: '案情复杂' });
    expect((await extend(clerk, 10)).status).toBe(403);
    const tooLong = await extend(head, 11);
    expect([tooLong.status, tooLong.body.detail]).toEqual([409, '该时限至多延长10个工作日。']);
    expect((await extend(head, 10)).status).toBe(200);
    await limitIs('extended', 'decide-licence', { dueAt: at('06-14', '17:00') });
    expect((await extend(head, 10)).status).toBe(409);
  });

  test('decided before the end, after it, and after a pause, in both modes', async () => {
    await Promise.all([go.decide(id('refused')), go.decide(id('silent'), 'refused'), go.decide(id('hearing'))]);
    for (const name of ['refused', 'silent', 'hearing']) await limitIs(name, 'decide-licence', { state: 'met' });
    await moveClock(monitor, at('05-30', '16:40'));
    for (const name of ['late', 'aloneLate']) await limitIs(name, 'decide-licence', { state: 'warned' });
    await moveClock(monitor, at('05-30', '17:01'));
    for (const name of ['late', 'aloneLate']) await limitIs(name, 'decide-licence', { state: 'overdue' });
    for (const name of ['whole', 'alone', 'extended']) await limitIs(name, 'decide-licence', { state: 'running' });
    await Promise.all(names('late', 'aloneLate').map((name) => go.decide(id(name))));
    for (const name of ['late', 'aloneLate']) await limitIs(name, 'decide-licence', { state: 'met-late' });
    await moveClock(monitor, at('06-06', '16:40'));
    await Promise.all(names('whole', 'alone', 'extended').map((name) => go.decide(id(name))));
    for (const name of ['whole', 'alone', 'extended']) await limitIs(name, 'decide-licence', { state: 'met' });
  });
});

describe('after the decision', () => {
  const served = async (name: string) => {
    if (name !== 'whole') await go.serve(id(name), 'Task_ServeReceipt', at('05-09'));
    await go.serve(id(name), 'Task_ServeDecision', at('06-06'), name === 'whole');
  };
  const filed = (name: string) => go.step(id(name), 'Task_CompleteOriginals', { originalsNote: '原件已入库' });

  test('served and complete: handed to the exchange, sealed, every file in it', async () => {
    await served('whole');
    await caseReaches(monitor, id('whole'), 'completed');
    await eventually(async () =>
      expect(await caseOf(monitor, id('whole'))).toMatchObject({
        outcome: 'granted',
        outcomeName: '准予许可',
        variables: { originals: { missing: [] } },
      }),
    );
    expect((await head.post(`/api/cases/${id('whole')}/withdraw`, { reason: '申请人撤回' })).status).toBe(409);
    const { body } = await monitor.get(`/api/cases/${id('whole')}/files`);
    expect(body.items.map((f: { name: string }) => f.name)).toEqual(
      expect.arrayContaining([
        '行政许可受理通知书.pdf',
        '现场勘验记录.pdf',
        '现场.jpg',
        '复函.pdf',
        '准予行政许可决定书.pdf',
      ]),
    );
    const pool = createPool(stack.databaseUrl, 1);
    const { rows } = await pool.query(`SELECT *, decided_on::text FROM approval_result WHERE case_id = $1`, [
      id('whole'),
    ]);
    await pool.end();
    expect(rows).toMatchObject([
      {
        matter: '公共场所卫生许可',
        applicant: '泉城餐饮服务公司',
        result: 'granted',
        decided_on: '2030-06-06',
        departments: ['housing-construction', 'market-regulation'],
      },
    ]);
    expect((await eventsOf(monitor, id('whole'), ['result-published'])).map((e) => e.text)).toEqual([
      '审批结果已推送信息联动平台：准予许可',
    ]);
  });

  test('a refusal without consequence is closed by itself; nobody is asked', async () => {
    await served('refused');
    await filed('refused');
    await caseReaches(monitor, id('refused'), 'completed');
    expect(
      (await eventsOf(monitor, id('refused'), ['clues-closed', 'accountability-ground'])).map((e) => e.text),
    ).toEqual(['有1条线索，未造成超时或者不良影响，不作为责任追究的依据']);
    await variablesAre('refused', { originals: { missing: ['受理通知书送达回证', '许可决定书送达回证'] } });
  });

  test('a refusal that made the limit late is judged by the supervising unit, and becomes ground', async () => {
    await served('late');
    const task = await taskAt(monitor, id('late'), 'Task_AssessClues');
    expect(task.group).toBe('joint-meeting-office.clerk');
    const judge = await stack.as('joint-meeting-office.clerk');
    const other = await judge.post(`/api/tasks/${task.key}/complete`, {
      variables: { groundResult: 'ground', groundDepartments: ['housing-construction'], groundText: '拖延' },
    });
    expect(other.body.errors).toEqual([{ path: 'groundDepartments', message: '责任部门不在可选项中' }]);
    expect(await eventsOf(monitor, id('late'), ['accountability-ground'])).toEqual([]);
    await go.step(id('late'), 'Task_AssessClues', {
      groundResult: 'ground',
      groundDepartments: ['market-regulation'],
      groundText: '因其拒绝，勘验超时。',
    });
    await filed('late');
    await caseReaches(monitor, id('late'), 'completed');
    expect((await eventsOf(monitor, id('late'), ['accountability-ground'])).map((e) => e.detail)).toMatchObject([
      { departments: ['market-regulation'] },
    ]);
    await variablesAre('late', { clueReview: { exceeded: ['作出许可决定', '组织现场勘验'], consequence: true } });
  });

  test('with the others every flow of the diagram has been taken', async () => {
    const rest = names('silent', 'alone', 'hearing', 'aloneLate', 'extended');
    await Promise.all(
      rest.map(async (name) => {
        await served(name);
        await filed(name);
        await caseReaches(monitor, id(name), 'completed');
      }),
    );
    expect(await caseOf(monitor, id('silent'))).toMatchObject({ outcome: 'refused', outcomeName: '不予许可' });
    await Promise.all(
      names('whole', 'refused', 'late', ...rest).map((name) => flows.of(monitor, id(name), 'Flow_Archived')),
    );
    await flows.of(monitor, id('withdrawn'), 'Flow_WithdrawalRecorded');
    expect(flows.all().length).toBeGreaterThan(100);
    // A limit ends with its step, never by itself.
    expect(flows.untaken()).toEqual([
      'Flow_ConclusionLimitClosed',
      'Flow_LicenceLimitClosed',
      'Flow_OpinionLimitClosed',
      'Flow_OrganiseLimitClosed',
      'Flow_ReviewLimitClosed',
    ]);
  });
});

describe('in the browser', () => {
  let browser: TestBrowser;
  let watcher: Page;
  let caseId: string;
  const matter = '特种设备使用登记';
  const field = (page: Page, label: string) => page.getByRole('main').getByLabel(label, { exact: true });
  // After a refusal by the server the sign of the sending may still be leaving the button.
  const submit = (page: Page) => page.getByRole('button', { name: /^(loading )?提交$/ }).click();
  const choose = (page: Page, group: string, choice: string) =>
    page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: choice, exact: true }).check();
  const enter = async (page: Page, label: string, value: string) => {
    await field(page, label).fill(value);
    await page.keyboard.press('Enter');
  };
  /** Opens the task as this post, fills it in, hands it in, and closes the window. */
  async function doTask(
    username: string,
    element: string,
    fill: (page: Page) => Promise<void>,
    { group, viewport = WIDE }: { group?: string; viewport?: typeof WIDE } = {},
  ): Promise<void> {
    const task = await taskAt(monitor, caseId, element, group);
    const page = await browser.open(username, `/tasks/${task.key}`, { viewport });
    await heading(page, task.name).waitFor();
    await fill(page);
    await submit(page);
    await page.getByText(`“${task.name}”已提交`).first().waitFor();
    await page.context().close();
  }

  beforeAll(async () => {
    await moveClock(monitor, at('06-06', '16:50'));
    browser = await openBrowser(stack);
  });
  afterAll(() => browser?.close());

  test('the clerk accepts for the applicant; the limits are there, and the receipt is served', async () => {
    watcher = await browser.open('approval-bureau.clerk', '/start/on-site-inspection');
    await heading(watcher, '发起：现场勘验审批').waitFor();
    await field(watcher, '审批事项').fill(matter);
    await field(watcher, '申请人').fill('泉城机械公司');
    await choose(watcher, '技术标准要求', '较高');
    await choose(watcher, '人员资质要求', '不高');
    await choose(watcher, '现场勘验', '需要');
    await choose(watcher, '专家论证', '需要');
    for (const unit of ['区住建局', '区市场监管局']) {
      await field(watcher, '相关行政主管部门').fill(unit);
      await watcher.keyboard.press('Enter');
    }
    await watcher.keyboard.press('Escape');
    await enter(watcher, '受理时间', '2030-06-07 09:00');
    await submit(watcher);
    await watcher.locator('#start_acceptedAt_help').getByText('受理时间不能晚于现在').waitFor();
    await enter(watcher, '受理时间', '2030-06-06 16:30');
    await faultsGone(watcher);
    await submit(watcher);
    await watcher.waitForURL(/\/cases\/OSI-/);
    caseId = watcher.url().split('/').at(-1) ?? '';
    // 7 June is a holiday, 8 and 9 are a weekend.
    const limitsOf = watcher.getByRole('region', { name: '时限' });
    await expectText(limitsOf, '组织现场勘验');
    await expectText(limitsOf, '作出许可决定');
    await expectAccessible(watcher);
    await doTask('approval-bureau.clerk', 'Task_ServeReceipt', async (page) => {
      await enter(page, '送达时间', '2030-06-06 16:35');
      await choose(page, '送达方式', '直接送达');
      await page.locator('input[type=file]').setInputFiles(PDF);
      await page.getByRole('link', { name: PDF.name }).first().waitFor();
    });
  });

  test('liaisons answer; the inspection is recorded on the spot, with a photo from the phone', async () => {
    await doTask('approval-bureau.clerk', 'Task_ArrangeInspection', async (page) => {
      await enter(page, '拟定勘验时间', '2030-06-10 09:30');
      await field(page, '勘验地点').fill('经十路厂区');
      await choose(page, '预约方式', '联动平台');
    });
    for (const unit of ['housing-construction', 'market-regulation'])
      await doTask(`${unit}.liaison`, 'Task_AnswerAppointment', (page) => choose(page, '答复', '确认参加'), {
        group: `${unit}.liaison`,
        viewport: PHONE,
      });
    await moveClock(monitor, at('06-10', '10:30'));
    await doTask(
      'approval-bureau.clerk',
      'Task_RecordInspection',
      async (page) => {
        await enter(page, '实际勘验时间', '2030-06-10 10:00');
        expect(await field(page, '勘验地点').inputValue()).toBe('经十路厂区');
        await field(page, '参加人员').fill('区住建局、区市场监管局联络员');
        await field(page, '勘验情况').fill('设备与登记一致。');
        const camera = page.locator('input[type=file][capture=environment]');
        expect(await camera.getAttribute('accept')).toBe('image/*');
        await page.getByRole('button', { name: '拍照' }).waitFor();
        await camera.setInputFiles({ name: '现场.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('jpeg') });
        await page.getByRole('link', { name: '现场.jpg' }).waitFor();
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
      },
      { viewport: PHONE },
    );
    await doTask(
      'housing-construction.clerk',
      'Task_IssueInspectionOpinion',
      async (page) => {
        await expectText(page.getByLabel('前序环节结果'), '设备与登记一致');
        await choose(page, '勘验意见', '符合要求');
        await choose(page, '报送形式', '联动平台');
      },
      { group: 'housing-construction' },
    );
  });

  test('the experts declare and conclude; one department is late, and the case says so', async () => {
    await doTask('approval-bureau.clerk', 'Task_NotifyReviewTime', async (page) => {
      await field(page, '所需时间（工作日）').fill('5');
      await enter(page, '书面告知日期', '2030-06-10');
      await choose(page, '告知方式', '直接送达');
    });
    await doTask('approval-bureau.clerk', 'Task_ArrangeReview', async (page) => {
      await enter(page, '拟定论证时间', '2030-06-10 10:00');
      await field(page, '论证地点').fill('会议室');
      await choose(page, '邀请方式', '联动平台');
      await field(page, '论证议题').fill('安全距离');
    });
    await doTask('experts.clerk', 'Task_DeclareInterest', async (page) => {
      const row = page.getByRole('group', { name: '参加论证的专家第 1 项' });
      await row.getByLabel('专家（编号或者专业）').fill('机械专业一');
      await row.getByRole('radio', { name: '无，承诺独立论证' }).check();
    });
    await doTask('approval-bureau.clerk', 'Task_RecordReview', async (page) => {
      await enter(page, '实际论证时间', '2030-06-10 10:20');
      await field(page, '参加人员').fill('机械专业一');
      await field(page, '论证情况').fill('安全距离足够。');
    });
    await doTask('experts.clerk', 'Task_IssueReviewConclusion', async (page) => {
      await choose(page, '论证结论', '可行');
      await field(page, '结论内容').fill('可行。');
      await choose(page, '报送形式', '联动平台');
    });
    await moveClock(monitor, at('06-13', '09:30'));
    cases.browser = caseId;
    await limitIs('browser', 'issue-inspection-opinion:market-regulation', {
      state: 'overdue',
      dueAt: at('06-12', '17:00'),
    });
    await watcher.goto(`/cases/${caseId}`);
    const limitsOf = watcher.getByRole('region', { name: '时限' });
    await expectText(limitsOf, '超期');
    await doTask(
      'market-regulation.clerk',
      'Task_IssueInspectionOpinion',
      async (page) => {
        await choose(page, '勘验意见', '整改后符合');
        await field(page, '意见内容').fill('补做检验。');
        await choose(page, '报送形式', '书面函件');
        await page
          .locator('input[type=file]')
          .first()
          .setInputFiles({ ...PDF, name: '复函.pdf' });
        await page.getByRole('link', { name: '复函.pdf' }).first().waitFor();
      },
      { group: 'market-regulation' },
    );
    await limitIs('browser', 'issue-inspection-opinion:market-regulation', { state: 'met-late' });
  });

  test('the bureau decides, serves, and the case is sealed', async () => {
    await doTask('approval-bureau.clerk', 'Task_ExamineApplication', async (page) => {
      await expectText(page.getByLabel('前序环节结果'), '补做检验');
      await choose(page, '审查结果', '提请作出决定');
      await field(page, '审查意见').fill('符合条件。');
    });
    await doTask('approval-bureau.head', 'Task_DecideLicence', (page) => choose(page, '决定', '准予许可'));
    await doTask('approval-bureau.clerk', 'Task_ServeDecision', async (page) => {
      await enter(page, '送达时间', '2030-06-13 09:30');
      await choose(page, '送达方式', '直接送达');
      await page.locator('input[type=file]').setInputFiles({ ...PDF, name: '决定送达回证.pdf' });
      await page.getByRole('link', { name: '决定送达回证.pdf' }).first().waitFor();
    });
    await watcher.getByText('已办结').first().waitFor();
    await expectText(watcher.getByRole('main'), '准予许可');
    await watcher.getByRole('tab', { name: '材料' }).click();
    const files = watcher.getByRole('tabpanel', { name: '材料' });
    for (const name of ['行政许可受理通知书.pdf', '现场.jpg', '复函.pdf', '准予行政许可决定书.pdf'])
      await expectText(files, name);
    expect(browser.complaints).toEqual([]);
  });
});
