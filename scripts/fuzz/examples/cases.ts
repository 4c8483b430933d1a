import { randomUUID } from 'node:crypto';
import { eventually, type TestStack } from '../../../test/support/stack.ts';
import { complete, filing, startCase, taskAt } from '../../../test/support/fast-track.ts';
import { grantedNow, startInspection } from '../../../test/support/inspection.ts';
import type { Example, Examples } from '../examples.ts';
import { daysFrom, few, firstOf, once, REASON, wanted } from './making.ts';

/** Cases, their limits, files, copies and comments. */
export function examplesOfCases(stack: TestStack): Examples {
  const as = (username: string) => stack.as(username);
  const clerk = () => as('commerce.clerk');
  const filed = async (): Promise<string> => startCase(await clerk());
  const standing = once(async () => {
    const id = await filed();
    await taskAt(await clerk(), id, 'Task_PrepareReport');
    await eventually(async () => wanted((await clerk()).get(`/api/cases/${id}/diagram`)));
    return id;
  });
  const now = async (): Promise<string> => (await wanted((await as('monitor')).get('/api/demo/clock'))).now as string;
  /** With limits that run from its first moment. */
  const running = async (acceptedAt?: string): Promise<string> => {
    const id = await startInspection(await as('approval-bureau.clerk'), { acceptedAt: acceptedAt ?? (await now()) });
    await eventually(async () => firstOf(await as('monitor'), `/api/deadlines?case=${id}`));
    return id;
  };
  const limited = once(running);
  const overdue = once(async () => {
    const id = await running(daysFrom(await now(), -30));
    return eventually(async () =>
      firstOf(await as('monitor'), `/api/deadlines?case=${id}`, ({ state }) => state === 'overdue'),
    );
  });
  const suspend = { reason: '等待上级批复', basis: '历下政发〔2019〕1号' };
  const suspended = async (): Promise<string> => {
    const id = await running();
    await wanted((await as('approval-bureau.head')).post(`/api/cases/${id}/suspend`, suspend));
    return id;
  };
  const standstill = once(suspended);
  const extension = { obligation: 'decide-licence', workingDays: 5, reason: REASON };
  const ofHead = async (id: string, body?: unknown): Promise<Example> => ({
    by: await as('approval-bureau.head'),
    names: { id },
    body,
  });
  const read = async (): Promise<Example> => ({ by: await clerk(), names: { id: await standing() } });
  const sealed = once(async () => (await firstOf(await as('auditor'), '/api/archives')).caseId as string);
  const document = once(async () => {
    const [by, id] = [await clerk(), await standing()];
    const task = await taskAt(by, id, 'Task_PrepareReport');
    return (await wanted(by.upload(`/api/tasks/${task.key}/files`, '报告书.pdf', '%PDF-1.4\n%%EOF\n'))).id as string;
  });
  const paper = { kind: 'scan', stamped: true, signed: true, place: '档案室一号柜' };
  const standsAt = async (id: string, element: string): Promise<string> =>
    eventually(async () => {
      const { from } = await wanted(
        (await as('approval-bureau.head')).get<{ from: { elementKey: string; elementId: string }[] }>(
          `/api/cases/${id}/moves`,
        ),
      );
      const found = from.find(({ elementId }) => elementId === element);
      if (!found) throw new Error(`it does not stand at ${element} yet`);
      return found.elementKey;
    });
  const clue = once(async () => {
    const body = {
      process: 'accountability',
      variables: {
        filingUnit: 'approval-bureau',
        person: 'commerce.liaison',
        situation: 'cooperation-refused',
        consequence: 'approval-late',
        facts: '多次催办仍不答复，造成审批超时。',
      },
    };
    const id = (await wanted((await as('approval-bureau.head')).post('/api/cases', body))).id as string;
    const investigator = await as('discipline-supervision.clerk');
    await complete(investigator, await taskAt(investigator, id, 'Task_AcceptClue'), { acceptResult: 'accept' });
    await eventually(async () => wanted(investigator.get(`/api/accountability/${id}/facts`)));
    return id;
  });
  const granted = once(() => grantedNow(stack, ['health', 'finance']));

  return {
    'post /api/cases': async () => ({
      by: await clerk(),
      body: { process: 'fast-track-decision', variables: filing() },
    }),
    'get /api/cases': async () => ({ by: await as('monitor') }),
    ...Object.fromEntries(
      ['', '/history', '/diagram', '/files', '/units', '/people', '/copies', '/comments'].map((part) => [
        `get /api/cases/{id}${part}`,
        read,
      ]),
    ),
    'get /api/cases/{id}/archive': async () => ({ by: await as('monitor'), names: { id: await sealed() } }),
    'put /api/cases/{id}/marking': async () => ofHead(await limited(), { marking: 'public', reason: REASON }),
    'post /api/cases/{id}/withdraw': few(6, async () => ({
      by: await as('commerce.head'),
      names: { id: await filed() },
      body: { reason: '企业放弃投资' },
    })),
    'post /api/cases/{id}/suspend/preview': async () => ofHead(await limited(), suspend),
    'post /api/cases/{id}/suspend': few(4, async () => ofHead(await running(), suspend)),
    'post /api/cases/{id}/resume/preview': async () => ofHead(await standstill(), {}),
    'post /api/cases/{id}/resume': few(3, async () => ofHead(await suspended(), {})),
    'post /api/cases/{id}/extend/preview': async () => ofHead(await limited(), extension),
    'post /api/cases/{id}/extend': few(4, async () => ofHead(await running(), extension)),
    'get /api/cases/{id}/moves': async () => ofHead(await limited()),
    'post /api/cases/{id}/moves': few(3, async () => {
      const id = await running();
      const from = await standsAt(id, 'SubProcess_OrganiseInspection');
      return ofHead(id, { from, to: 'Task_ExamineApplication', reason: REASON });
    }),
    'post /api/cases/{id}/copies': few(6, async () => ({
      by: await clerk(),
      names: { id: await filed() },
      body: { readers: ['commerce.head'], note: '请阅知进展' },
    })),
    'post /api/copies/{id}/read': async () => {
      const id = await standing();
      await (await clerk()).post(`/api/cases/${id}/copies`, { readers: ['commerce.head'], note: '请阅知' });
      const by = await as('commerce.head');
      return { by, names: { id: (await firstOf(by, '/api/copies?limit=200')).id } };
    },
    'post /api/cases/{id}/comments': async () => ({
      by: await clerk(),
      names: { id: await standing() },
      body: { id: randomUUID(), text: '请补充测算依据。', mentions: ['commerce.head'] },
    }),
    'get /api/files/{id}': async () => ({ by: await clerk(), names: { id: await document() } }),
    'post /api/files/{id}/original': async () => ({ by: await clerk(), names: { id: await document() }, body: paper }),
    'post /api/files/{id}/original/check': async () => {
      const id = await document();
      const { body } = await (await clerk()).post(`/api/files/${id}/original`, paper);
      return { by: await as('commerce.head'), names: { id }, body: { original: body.id } };
    },
    'get /api/deadlines/{id}': async () => {
      const by = await as('monitor');
      return { by, names: { id: (await firstOf(by, '/api/deadlines')).id } };
    },
    'post /api/deadlines/{id}/reason': async () => {
      const { id, unit } = await overdue();
      return { by: await as(`${unit as string}.clerk`), names: { id }, body: { reason: '申请人要求改期' } };
    },
    'get /api/reports': async () => ({ by: await as('monitor') }),
    'get /api/reports/export.xlsx': async () => ({ by: await as('monitor') }),
    'get /api/reports/export.pdf': async () => ({ by: await as('monitor') }),
    'get /api/accountability/{id}/facts': async () => ({
      by: await as('discipline-supervision.clerk'),
      names: { id: await clue() },
    }),
    'get /api/operations': async () => ({ by: await as('monitor') }),
    'get /api/operations/{process}': async () => ({
      by: await as('monitor'),
      names: { process: 'fast-track-decision' },
    }),
    'post /api/operations/{process}/retries': async () => ({
      by: await as('sysadmin'),
      names: { process: 'fast-track-decision' },
      body: { incidents: ['2251799813685249'] },
    }),
    'get /api/approval-results': async () => {
      await granted();
      return { by: await as('approval-bureau.clerk') };
    },
  };
}
