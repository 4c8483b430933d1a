import { type Client } from '../support/client.ts';
import { startCase, taskAt } from '../support/fast-track.ts';
import { listen } from '../support/listen.ts';
import { eventually, world } from '../support/world.ts';
import { readSheets } from '../support/sheet.ts';

/** Every address of the published description, asked by every kind of person who has no part in a case: generated, so that a new address is in it. */
const stack = world();
const mark = `矩阵${Date.now()}`;
/** Who has no part in the case, by what they are. */
const OUTSIDERS = {
  clerk: 'veterans-affairs.clerk',
  head: 'veterans-affairs.head',
  liaison: 'veterans-affairs.liaison',
  sysadmin: 'sysadmin',
  secadmin: 'secadmin',
  auditor: 'auditor',
  owner: 'process-owner',
  reviewer: 'process-reviewer',
} as const;
type Role = keyof typeof OUTSIDERS;

interface Operation {
  method: string;
  path: string;
}
let operations: Operation[];
let people: [Role, Client][];
let clerk: Client;
let monitor: Client;
let caseId: string;
let taskKey: string;
let fileId: string;

beforeAll(async () => {
  const { body: description } = await stack.stranger().get('/api/openapi.json');
  clerk = await stack.as('commerce.clerk');
  operations = Object.entries(description.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  monitor = await stack.as('monitor');
  people = await Promise.all(
    Object.entries(OUTSIDERS).map(async ([role, name]) => [role as Role, await stack.as(name)] as [Role, Client]),
  );
  caseId = await startCase(clerk, { subject: mark });
  taskKey = (await taskAt(clerk, caseId, 'Task_PrepareReport')).key;
  await clerk.post(`/api/tasks/${taskKey}/claim`);
  fileId = (await clerk.upload(`/api/tasks/${taskKey}/files`, '附件.txt', `内容${mark}`, 'text/plain')).body.id;
  await clerk.post(`/api/cases/${caseId}/comments`, { id: crypto.randomUUID(), text: `意见${mark}`, mentions: [] });
  await eventually(async () => expect((await monitor.get(`/api/search?q=${mark}`)).body.total).toBeGreaterThan(0));
});

/** The address with the case's own numbers, and with what is nobody's for everything else. */
function filled({ method, path }: Operation): string {
  const [, resource] = /^\/api\/([^/]+)/.exec(path) ?? [];
  const own: Record<string, string> = { cases: caseId, tasks: taskKey, files: fileId, deadlines: `${caseId}:decide` };
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if ((name === 'id' || name === 'key') && own[resource!]) return own[resource!]!;
    // Nothing of other tests is deleted.
    if (name === 'process') return method === 'DELETE' ? 'no-such-process' : 'fast-track-decision';
    return (
      { kind: 'units', year: '2026', date: '2026-11-27', ref: 'present', username: 'no-such' }[name] ?? '999999999'
    );
  });
}
const isOfTheCase = (path: string): boolean => /^\/api\/(cases\/\{id\}|tasks\/\{key\}|files\/\{id\})/.test(path);

/** What the answer says, whatever it is written in. */
async function said(who: Client, path: string): Promise<[number, string]> {
  const answer = await who.raw(path);
  const content = Buffer.from(await answer.arrayBuffer());
  const sheets = (answer.headers.get('content-type') ?? '').includes('spreadsheet');
  return [answer.status, sheets ? JSON.stringify(await readSheets(content)) : content.toString('utf8')];
}

/** Addresses that lead away or never end; what the events tell has a test of its own. */
const NOT_ASKED = ['/api/events', '/api/oidc/start', '/api/oidc/callback', '/api/openapi.json'];

/** Reads everything there is; answers what of the case was to be read where. */
async function reads(who: Client, sees: string[]): Promise<{ open: string[]; shown: string[] }> {
  const open: string[] = [];
  const shown: string[] = [];
  for (const operation of operations.filter((o) => o.method === 'GET' && !NOT_ASKED.includes(o.path))) {
    const plain = filled(operation);
    // Lists are also asked for the case: what is on a later page would not be seen.
    const asked = plain === operation.path ? ['', `?q=${mark}`, `?q=${caseId}`, `?case=${caseId}`] : [''];
    for (const query of asked) {
      const [status, text] = await said(who, plain + query);
      expect([operation.path, status < 500]).toEqual([operation.path, true]);
      if (status === 200 && isOfTheCase(operation.path)) open.push(operation.path);
      // What was asked for may stand in the answer: a sheet says how it was chosen.
      if (status === 200 && sees.some((secret) => !query.includes(secret) && text.includes(secret)))
        shown.push(operation.path);
    }
  }
  return { open, shown: [...new Set(shown)] };
}

test('who has no part in a case reads nothing of it at any address; who watches over all reads it at many', async () => {
  const secrets = [mark, caseId, fileId];
  for (const [role, who] of people) {
    const { open, shown } = await reads(who, secrets);
    // The auditor's log says who did what to which case: its number, not what it is about.
    const audited = role === 'auditor' ? ['/api/audit', '/api/audit/export.xlsx'] : [];
    expect([role, open, shown.filter((path) => !audited.includes(path))]).toEqual([role, [], []]);
    if (role === 'auditor') expect((await reads(who, [mark])).shown).toEqual([]);
  }
  // What this test would see if it were there.
  const { open, shown } = await reads(monitor, secrets);
  expect(open).toEqual(expect.arrayContaining(['/api/cases/{id}', '/api/cases/{id}/history', '/api/files/{id}']));
  expect(shown).toEqual(expect.arrayContaining(['/api/cases', '/api/tasks', '/api/search', '/api/tasks/{key}']));
});

/** What anybody on the network may ask. */
const OPEN = [
  'GET /api/demo/people',
  'GET /api/health',
  'GET /api/openapi.json',
  'GET /api/park-certificates/verification',
  'GET /api/session/ways',
  'POST /api/session',
];

test('without a session every address but the open ones answers 401', async () => {
  const nobody = stack.stranger();
  const answered: string[] = [];
  for (const operation of operations.filter(({ path }) => !path.startsWith('/api/oidc'))) {
    const { status } = await nobody.raw(filled(operation), { method: operation.method });
    if (status !== 401) answered.push(`${operation.method} ${operation.path}`);
  }
  expect(answered.sort()).toEqual(OPEN);
});

const EVERYBODY = Object.keys(OUTSIDERS).join(' ');
/** Who gets as far as being told what is missing in an empty request. */
const LET_IN: Record<string, string> = {
  'DELETE /api/models/{process}/draft': 'owner',
  'DELETE /api/models/{process}/files/{file}/draft': 'owner',
  'DELETE /api/rehearsals/{id}': 'owner',
  'DELETE /api/unit-changes/{id}': 'sysadmin',
  'POST /api/absences': EVERYBODY,
  'POST /api/absences/preview': EVERYBODY,
  'POST /api/accounts': 'sysadmin',
  // A new case of his own; the procedures that he may start are asked for next.
  'POST /api/cases': EVERYBODY,
  'POST /api/models': 'owner',
  'POST /api/models/{process}/check': 'sysadmin owner reviewer',
  'POST /api/models/{process}/migrations': 'owner',
  'POST /api/models/{process}/migrations/preview': 'sysadmin owner reviewer',
  'POST /api/models/{process}/versions': 'owner',
  'POST /api/operations/{process}/retries': 'sysadmin owner',
  'POST /api/people/{kind}/import': 'sysadmin',
  'POST /api/status/quarantine/{id}/retry': 'sysadmin',
  'POST /api/task-filters': EVERYBODY,
  // Each of the tasks is refused by itself.
  'POST /api/tasks/bulk': EVERYBODY,
  'POST /api/tokens': EVERYBODY,
  'POST /api/units': 'sysadmin',
  'POST /api/units/{id}/changes': 'sysadmin',
  'POST /api/webhooks': 'sysadmin',
  'PUT /api/calendar/days/{date}': 'sysadmin',
  'PUT /api/calendar/settings/close-of-business': 'sysadmin',
  'PUT /api/calendar/{year}': 'sysadmin',
  'PUT /api/industries': 'sysadmin owner',
  'PUT /api/lists/tasks/view': EVERYBODY,
  'PUT /api/me/notification-settings': EVERYBODY,
  'PUT /api/models/{process}/draft': 'owner',
  'PUT /api/session/password': EVERYBODY,
  'PUT /api/settings/accountability': 'sysadmin',
  'PUT /api/settings/model-approval': 'sysadmin',
  'PUT /api/settings/procedures/{process}': 'sysadmin',
};
/** Their own: asking for them would change what other tests see. */
const ONES_OWN = ['POST /api/session', 'DELETE /api/session', 'POST /api/notifications/read-all'];

test('who has no part in a case does nothing to it, and everybody only what his post is for', async () => {
  const letIn: Record<string, string[]> = {};
  for (const [role, who] of people)
    for (const operation of operations.filter((o) => o.method !== 'GET')) {
      const name = `${operation.method} ${operation.path}`;
      if (ONES_OWN.includes(name)) continue;
      const path = filled(operation);
      const { status } =
        operation.method === 'DELETE'
          ? await who.delete(path)
          : operation.method === 'PUT'
            ? await who.put(path, {})
            : await who.post(path, {});
      expect([role, name, status < 500]).toEqual([role, name, true]);
      if (![401, 403, 404].includes(status)) (letIn[name] ??= []).push(role);
    }
  expect(Object.fromEntries(Object.entries(letIn).map(([name, roles]) => [name, roles.join(' ')]))).toEqual(LET_IN);
});

test('the open event stream of who has no part in a case hears nothing of it, but what concerns everybody', async () => {
  const [watching, ...streams] = await Promise.all([monitor, ...people.map(([, who]) => who)].map(listen));
  try {
    const heard = (event: string) => watching!.seen.some((e) => e.event === event && e.data.caseId === caseId);
    await clerk.post(`/api/cases/${caseId}/comments`, { id: crypto.randomUUID(), text: `再议${mark}`, mentions: [] });
    expect((await clerk.post(`/api/tasks/${taskKey}/release`)).status).toBe(200);
    await eventually(() => expect([heard('case'), heard('task')]).toEqual([true, true]));

    const before = streams.map(({ seen }) => seen.length);
    const secadmin = await stack.as('secadmin');
    const away = {
      username: OUTSIDERS.liaison,
      substitute: null,
      until: (await monitor.get('/api/session')).body.now.slice(0, 10),
      reason: '培训',
    };
    const absence = await secadmin.post('/api/absences', away);
    expect(absence.status).toBe(201);
    expect((await secadmin.post(`/api/absences/${absence.body.id}/end`)).status).toBe(200);
    for (const [at, { seen }] of streams.entries())
      await eventually(() => expect(seen.slice(before[at]).map(({ event }) => event)).toContain('task'));
    const told = streams.map(({ seen }, at) => [
      people[at]![0],
      seen.filter((e) => JSON.stringify(e).includes(caseId)),
    ]);
    expect(told).toEqual(people.map(([role]) => [role, []]));
  } finally {
    for (const stream of [watching!, ...streams]) stream.close();
  }
});
