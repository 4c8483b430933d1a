import { openRoutes, signedInRoutes, systemRoutes } from '../../api/app.ts';
import type { Context } from '../../api/context.ts';
import { oidcRoutes } from '../../api/routes/oidc.ts';
import { sessionRoutes } from '../../api/routes/session.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();

test('the published description names exactly the routes that exist', async () => {
  const { body } = await stack.stranger().get('/api/openapi.json');
  const described = Object.entries(body.paths as Record<string, object>)
    .flatMap(([path, methods]) => Object.keys(methods).map((m) => `${m} ${path}`))
    .sort();
  const ctx = {} as Context;
  const existing = [
    ...openRoutes(ctx),
    sessionRoutes(ctx),
    oidcRoutes(ctx),
    ...systemRoutes(ctx),
    ...signedInRoutes(ctx),
  ]
    .flatMap((router) => router.stack)
    .flatMap(({ route }) => (route ? route.stack.map(({ method }) => [method, route.path]) : []))
    .map(([method, path]) => `${method} /api${path!.replace(/:(\w+)/g, '{$1}')}`);
  expect(described).toEqual([...new Set(existing)].sort());
});

test('health tells how each part is', async () => {
  // A machine that is late says so, until it has caught up.
  const { status, body } = await eventually(async () => {
    const answer = await stack.stranger().get('/api/health');
    expect(answer.body).toMatchObject({ status: 'ok', alarms: [] });
    return answer;
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'ok',
    engine: { version: expect.stringMatching(/^8\./), ready: true },
    database: 'ok',
    projection: { lagMs: expect.any(Number) },
  });
});

test('an unknown address below /api is a problem in Chinese, before sign-in 401', async () => {
  const clerk = await stack.as('commerce.clerk');
  const unknown = await clerk.get('/api/no-such-thing');
  expect([unknown.status, unknown.headers.get('content-type')]).toEqual([
    404,
    expect.stringContaining('application/problem+json'),
  ]);
  expect(unknown.body).toMatchObject({ title: '未找到', instance: expect.stringMatching(/^urn:uuid:/) });
  expect((await stack.stranger().get('/api/no-such-thing')).status).toBe(401);
});

test('units, posts and processes are there for everybody signed in', async () => {
  const clerk = await stack.as('community.liaison-lead');
  const units = (await clerk.get('/api/units')).body;
  expect(units.items.map((u: { id: string }) => u.id)).toEqual(
    expect.arrayContaining(['investment-promotion', 'approval-bureau', 'supervision-office', 'experts', 'community']),
  );
  const { body } = await clerk.get('/api/processes');
  expect(body.items).toContainEqual({
    id: 'fast-track-decision',
    name: '招商引资快速决策',
    version: expect.any(Number),
    mayStart: false,
  });
  const xml = await clerk.raw('/api/processes/fast-track-decision/xml');
  expect([xml.status, await xml.text()]).toEqual([200, expect.stringContaining('<bpmn:definitions')]);
  expect((await clerk.get('/api/processes/none/xml')).status).toBe(404);
});

test('a session gets another id with each sign-in, its cookie is the browser’s alone, and pages run no code but the product’s', async () => {
  const signIn = (cookie: string) =>
    stack.stranger().raw('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ username: 'veterans-affairs.liaison', password: 'demo' }),
    });
  const given = (answer: Response): string => answer.headers.getSetCookie().find((c) => c.startsWith('sid=')) ?? '';
  const idOf = (cookie: string): string => cookie.split(';')[0]!;
  // Planted by somebody who waits for it to become worth something.
  const planted = 'sid=s%3Aplanted-by-somebody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  const first = given(await signIn(planted));
  expect(first).toMatch(/^sid=[^;]{20,}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  expect(idOf(first)).not.toBe(planted);
  const second = given(await signIn(idOf(first)));
  expect(idOf(second)).not.toBe(idOf(first));
  const seen = (cookie: string) => stack.stranger().raw('/api/session', { headers: { cookie } });
  expect([(await seen(planted)).status, (await seen(idOf(first))).status, (await seen(idOf(second))).status]).toEqual([
    401, 401, 200,
  ]);

  const { headers } = await stack.stranger().raw('/');
  const policy = headers.get('content-security-policy') ?? '';
  for (const part of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
    expect(policy).toContain(part);
  // Styles only: where scripts are not named, what is said of everything counts.
  expect(policy.match(/[\w-]+ [^;]*'unsafe-\w+'/g)).toEqual(["style-src 'self' 'unsafe-inline'"]);
  expect([headers.get('x-content-type-options'), headers.get('x-powered-by')]).toEqual(['nosniff', null]);
});
