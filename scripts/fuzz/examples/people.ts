import { signIn } from '../../../test/support/client.ts';
import type { TestStack } from '../../../test/support/stack.ts';
import type { Example, Examples } from '../examples.ts';
import { daysFrom, few, firstOf, once, REASON, unique, wanted } from './making.ts';

/** Accounts, sessions, tokens, units, posts, absences. They are made for it: nobody who sends requests loses his own. */
export function examplesOfPeople(stack: TestStack): Examples {
  const as = (username: string) => stack.as(username);
  const sysadmin = () => as('sysadmin');
  const secadmin = () => as('secadmin');
  const account = async (kind = 'person'): Promise<{ username: string; password: string }> =>
    wanted((await sysadmin()).post('/api/accounts', { username: `fuzz-${unique()}`, name: '试用人员', kind }));
  const unit = async (): Promise<string> => {
    const id = `fuzz-${unique()}`;
    await wanted((await sysadmin()).post('/api/units', { id, name: `试用单位${id}` }));
    return id;
  };
  const ofAccount = (body?: unknown) =>
    few(6, async (): Promise<Example> => {
      const { username } = await account();
      return { by: await sysadmin(), names: { username }, body };
    });
  const token = () => ({ name: `试用令牌${unique()}`, scopes: ['cases:read'], days: 30 });
  const system = once(() => account('system'));
  const sheet = async (path: string, by: string): Promise<[Buffer, string]> => {
    const answer = await (await as(by)).raw(path);
    return [Buffer.from(await answer.arrayBuffer()), '名册.xlsx'];
  };
  const renamed = async (over: object = {}) => ({ kind: 'rename', name: `试用局${unique()}`, reason: REASON, ...over });
  const away = async () => ({
    substitute: 'industry-it.head',
    until: daysFrom((await wanted((await as('industry-it.clerk')).get('/api/session'))).now as string, 5).slice(0, 10),
    reason: '外出培训',
  });
  const post = 'veterans-affairs.liaison';

  return {
    'post /api/session': async () => ({
      by: stack.stranger(),
      body: { username: 'veterans-affairs.clerk', password: 'demo' },
    }),
    'put /api/session/password': few(2, async () => {
      const { username, password } = await account();
      const by = await signIn(stack.baseUrl, username, password);
      return { by, body: { old: password, password: `Lixia-${unique()}-Quancheng` } };
    }),
    'get /api/accounts': async () => ({ by: await sysadmin() }),
    'post /api/accounts': async () => ({
      by: await sysadmin(),
      body: { username: `fuzz-${unique()}`, name: '试用人员' },
    }),
    'put /api/accounts/{username}': ofAccount({ name: '改名人员' }),
    'post /api/accounts/{username}/password': ofAccount(),
    'post /api/accounts/{username}/unlock': ofAccount(),
    'post /api/accounts/{username}/sign-out': ofAccount(),
    'get /api/accounts/{username}/tokens': async () => ({
      by: await sysadmin(),
      names: { username: (await system()).username },
    }),
    'post /api/accounts/{username}/tokens': few(4, async () => ({
      by: await sysadmin(),
      names: { username: (await system()).username },
      body: token(),
    })),
    'post /api/tokens': few(4, async () => ({ by: await as('commerce.clerk'), body: token() })),
    'delete /api/tokens/{id}': few(4, async () => {
      const by = await as('commerce.liaison');
      return { by, names: { id: (await wanted(by.post('/api/tokens', token()))).id as string } };
    }),

    'get /api/units/changes': async () => ({ by: await sysadmin() }),
    'post /api/units': few(6, async () => ({
      by: await sysadmin(),
      body: { id: `fuzz-${unique()}`, name: `试用单位${unique()}` },
    })),
    'post /api/units/{id}/changes': few(4, async () => ({
      by: await sysadmin(),
      names: { id: await unit() },
      body: await renamed(),
    })),
    'delete /api/unit-changes/{id}': few(4, async () => {
      const [by, id] = [await sysadmin(), await unit()];
      await wanted(by.post(`/api/units/${id}/changes`, await renamed({ from: '2099-01-01' })));
      const row = await firstOf(by, '/api/units/changes', (one) => one.id === id);
      return { by, names: { id: (row.changes as { id: string }[])[0]!.id } };
    }),
    'get /api/people/{kind}/export.xlsx': async () => ({ by: await sysadmin(), names: { kind: 'units' } }),
    'post /api/people/{kind}/import': async () => ({
      by: await sysadmin(),
      names: { kind: 'units' },
      query: { preview: 'true' },
      file: await sheet('/api/people/units/export.xlsx', 'sysadmin'),
    }),
    'get /api/posts': async () => ({ by: await secadmin() }),
    'get /api/posts/{id}/holders': async () => ({ by: await secadmin(), names: { id: post } }),
    'post /api/posts/{id}/holders': few(4, async () => ({
      by: await secadmin(),
      names: { id: post },
      body: { username: (await account()).username, joint: true, reason: REASON },
    })),
    'post /api/posts/{id}/holders/preview': async () => ({
      by: await secadmin(),
      names: { id: post },
      body: { username: 'veterans-affairs.head', joint: true },
    }),
    'get /api/absences': async () => ({ by: await secadmin() }),
    'get /api/absences/procedures': async () => ({ by: await as('industry-it.clerk') }),
    // Not the one who sets them: two at once of one person overlap.
    'post /api/absences/preview': async () => ({ by: await as('industry-it.liaison-lead'), body: await away() }),
    'post /api/absences': few(3, async () => ({ by: await as('industry-it.clerk'), body: await away() })),
    'post /api/absences/{id}/end': few(3, async () => {
      const by = await as('industry-it.liaison');
      return { by, names: { id: (await wanted(by.post('/api/absences', await away()))).id as string } };
    }),
    'get /api/people': async () => ({ by: await secadmin() }),
    'put /api/me/guides/{guide}': async () => ({ by: await as('finance.clerk'), names: { guide: 'staff' } }),
    'put /api/me/notification-settings': async () => ({
      by: await as('finance.clerk'),
      body: { email: null, emailKinds: ['task'], silentKinds: [] },
    }),
    'get /api/audit': async () => ({ by: await as('auditor') }),
    'get /api/audit/export.xlsx': async () => ({ by: await as('auditor') }),
    'get /api/audit/verification': async () => ({ by: await as('auditor') }),
    'get /api/archives': async () => ({ by: await as('auditor') }),
    'get /api/archives/verification': async () => ({ by: await as('auditor') }),
    'get /api/status': async () => ({ by: await sysadmin() }),
  };
}
