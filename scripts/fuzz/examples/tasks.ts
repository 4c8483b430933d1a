import type { Client } from '../../../test/support/client.ts';
import { startCase, taskAt, type TaskItem } from '../../../test/support/fast-track.ts';
import { eventually, type TestStack } from '../../../test/support/stack.ts';
import type { Example, Examples } from '../examples.ts';
import { few, firstOf, once, unique, wanted } from './making.ts';

const REPORT = { screening: '项目真实可行。', reportText: '一、项目概况\n引进企业区域总部。' };

/** What is done with one task, lists of tasks, messages. */
export function examplesOfTasks(stack: TestStack): Examples {
  const as = (username: string) => stack.as(username);
  const clerk = () => as('commerce.clerk');
  const fresh = async (): Promise<TaskItem> => {
    const by = await clerk();
    return taskAt(by, await startCase(by), 'Task_PrepareReport');
  };
  const standing = once(fresh);
  const read = async (): Promise<Example> => ({ by: await clerk(), names: { key: (await standing()).key } });
  /** An act on a task of its own, after what has to be done with it before. */
  const act = (
    body: unknown,
    before: (url: string, by: Client) => Promise<unknown> = async () => undefined,
    by = clerk,
  ) =>
    few(4, async (): Promise<Example> => {
      const { key } = await fresh();
      await before(`/api/tasks/${key}`, await clerk());
      return { by: await by(), names: { key }, body };
    });
  const post = (rest: string, body?: unknown) => async (url: string, by: Client) =>
    wanted(by.post(`${url}${rest}`, body));
  const colleague = () => as('commerce.liaison');
  const toColleague = { to: 'commerce.liaison', reason: '外出调研，请代为办理' };
  const ask = { when: 'before', to: 'finance.clerk', question: '请就税收贡献提出意见' };
  const checked = { when: 'after', to: 'commerce.liaison', question: '请复核后报出' };
  const completed = async (url: string, by: Client): Promise<void> => {
    await wanted(by.post(`${url}/complete`, { variables: REPORT }));
  };
  const filter = () => ({ name: `我的筛选${unique()}`.slice(0, 20), query: { view: 'all', overdue: true } });

  return {
    ...Object.fromEntries(
      ['', '/receivers', '/returns', '/extras'].map((part) => [`get /api/tasks/{key}${part}`, read]),
    ),
    'put /api/tasks/{key}/draft': act({ variables: REPORT }, post('/claim')),
    'post /api/tasks/{key}/claim': act(undefined),
    'post /api/tasks/{key}/release': act(undefined, post('/claim')),
    'post /api/tasks/{key}/complete': act({ variables: REPORT }),
    'post /api/tasks/{key}/transfer': act(toColleague),
    'post /api/tasks/{key}/delegate': act(toColleague),
    'post /api/tasks/{key}/answer': act({ opinion: '内容属实。' }, post('/delegate', toColleague), colleague),
    'post /api/tasks/{key}/recall': act({ reason: '不再需要' }, post('/delegate', toColleague)),
    'post /api/tasks/{key}/return': few(3, async () => {
      const { key, caseId } = await fresh();
      await completed(`/api/tasks/${key}`, await clerk());
      const by = await as('commerce.head');
      const next = await taskAt(by, caseId, 'Task_GiveHeadOpinion');
      const { elementId } = (await firstOf(by, `/api/tasks/${next.key}/returns`)) as unknown as { elementId: string };
      return { by, names: { key: next.key }, body: { to: elementId, reason: '请补充测算' } };
    }),
    'post /api/tasks/{key}/take-back': few(3, async () => {
      const by = await clerk();
      const { key } = await fresh();
      await completed(`/api/tasks/${key}`, by);
      await eventually(async () => {
        if (!(await by.get(`/api/tasks/${key}`)).body.takeBack) throw new Error('not to be taken back yet');
      });
      return { by, names: { key }, body: { reason: '内容有误' } };
    }),
    'post /api/tasks/{key}/extras': act(ask),
    'post /api/tasks/{key}/extras/{id}/drop': few(3, async () => {
      const [by, { key }] = [await clerk(), await fresh()];
      const { id } = await wanted(by.post<{ id: string }>(`/api/tasks/${key}/extras`, ask));
      return { by, names: { key, id }, body: { reason: '不需要' } };
    }),
    'post /api/tasks/{key}/unsubmit': act(undefined, async (url, by) => {
      await wanted(by.post(`${url}/extras`, checked));
      await completed(url, by);
    }),
    'post /api/tasks/{key}/files': async () => ({
      by: await clerk(),
      names: { key: (await standing()).key },
      file: [Buffer.from('%PDF-1.4\n%%EOF\n'), '附件.pdf'],
    }),
    'post /api/tasks/{key}/remind': act({ text: '请抓紧办理' }, undefined, () => as('supervision-office.clerk')),
    'post /api/tasks/bulk': few(4, async () => ({
      by: await clerk(),
      body: { act: 'claim', keys: [(await fresh()).key] },
    })),
    'get /api/tasks': async () => ({ by: await as('monitor') }),
    'post /api/task-filters': few(4, async () => ({ by: await clerk(), body: filter() })),
    'delete /api/task-filters/{id}': few(4, async () => {
      const by = await colleague();
      return { by, names: { id: (await wanted(by.post<{ id: string }>('/api/task-filters', filter()))).id } };
    }),
    'put /api/lists/tasks/view': async () => ({ by: await clerk(), body: { columns: ['name'], density: 'small' } }),
    'post /api/notifications/{id}/read': async () => {
      await standing();
      const by = await clerk();
      return { by, names: { id: (await eventually(() => firstOf(by, '/api/notifications'))).id } };
    },
  };
}
