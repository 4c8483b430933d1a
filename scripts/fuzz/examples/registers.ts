import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signatureOf } from '../../../domain/notifications/post-signed.ts';
import type { Client } from '../../../test/support/client.ts';
import { startCase } from '../../../test/support/fast-track.ts';
import { grantedNow } from '../../../test/support/inspection.ts';
import { application } from '../../../test/support/park.ts';
import { evaluationSteps } from '../../../test/support/park-evaluation.ts';
import { eventually, type TestStack } from '../../../test/support/stack.ts';
import type { Example, Examples } from '../examples.ts';
import { few, firstOf, once, REASON, unique, wanted } from './making.ts';

interface Revised {
  revision: number;
  [name: string]: unknown;
}

/** Calendar, lists of people and industries, parks, ledger, disclosures, receivers of messages, departments' systems. */
export function examplesOfRegisters(stack: TestStack): Examples {
  const as = (username: string) => stack.as(username);
  const sysadmin = () => as('sysadmin');
  const today = async (): Promise<string> =>
    ((await wanted((await as('monitor')).get('/api/demo/clock'))).now as string).slice(0, 10);

  const park = once(async () => evaluationSteps(stack, await as('monitor')).certify(application()));
  const payment = async () => ({
    ...{ paidOn: await today(), amount: '1000.50', purpose: '租金支持' },
    document: `历财〔2026〕${unique()}号`,
  });
  const coal = async () => ({
    ...{ year: Number((await today()).slice(0, 4)), consumer: '热源厂', amount: '0.5' },
    document: `能耗统计${unique()}`,
  });

  const office = () => as('government-office.clerk');
  const disclosed = once(async () => (await firstOf(await office(), '/api/disclosures?state=open')).caseId as string);
  /** Somebody of the public writes; the page says how. */
  const commented = async () => {
    const [by, id] = [await office(), await disclosed()];
    const page = await (await stack.stranger().raw(`/public/decisions/${id}`)).text();
    const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const fields = { token, text: `建议延长服务时间（${unique()}）。`, name: '', contact: '' };
    const answer = await stack.stranger().raw(`/public/decisions/${id}/comments`, {
      ...{ method: 'POST', redirect: 'manual' as const, body: new URLSearchParams(fields) },
    });
    if (answer.status >= 400) throw new Error(`comment: ${answer.status}`);
    const comment = (await firstOf(by, `/api/disclosures/${id}/comments?limit=100&state=pending`)).id;
    return { by, id, comment };
  };

  const hook = () => ({ name: `督办系统${unique()}`, url: 'http://127.0.0.1:9/hook' });
  const webhook = async (): Promise<string> => (await wanted((await sysadmin()).post('/api/webhooks', hook()))).id;
  const ofWebhook = (body?: () => unknown) =>
    few(4, async (): Promise<Example> => ({ by: await sysadmin(), names: { id: await webhook() }, body: body?.() }));

  /** Nobody listens there, so what it is told about is given up. */
  const undelivered = once(async () => {
    await webhook();
    await startCase(await as('commerce.clerk'));
  });

  /** A department's own system, whose requests are signed whatever is in them. */
  const system = once(async (): Promise<Client> => {
    const made = await wanted(
      (await sysadmin()).post<{ id: string; secret: string }>('/api/webhooks', {
        ...hook(),
        ...{ kinds: ['exchange'], units: ['health'], exchanges: true },
      }),
    );
    const nobody = stack.stranger();
    return {
      ...nobody,
      raw: (path, init = {}) => {
        const timestamp = String(Math.floor(Date.now() / 1000));
        const text = typeof init.body === 'string' ? init.body : '';
        const address = new URL(path, stack.baseUrl);
        const said = `${init.method ?? 'GET'} ${address.pathname}${address.search}\n${text}`;
        const headers = {
          ...(init.headers as Record<string, string>),
          'x-lixia-system': made.id,
          'x-lixia-timestamp': timestamp,
          'x-lixia-signature': signatureOf(made.secret, timestamp, said),
        };
        return nobody.raw(path, { ...init, headers });
      },
    };
  });
  const granted = once(() => grantedNow(stack, ['health']));
  const quarantined = async (): Promise<string> => {
    const by = await sysadmin();
    const listed = () =>
      eventually(async () => {
        const { quarantine } = await wanted(by.get<{ quarantine: { id: string }[] }>('/api/status'));
        if (!quarantine?.[0]) throw new Error('nothing in quarantine');
        return quarantine[0].id;
      });
    await sendUnreadable(stack);
    return listed();
  };

  return {
    'get /api/calendar/due': async () => ({
      by: await as('finance.clerk'),
      query: { start: '2026-01-05T10:00:00+08:00', workingDays: '5' },
    }),
    'get /api/calendar/{year}': async () => ({ by: await as('finance.clerk'), names: { year: '2026' } }),
    'put /api/calendar/{year}': async () => ({
      by: await sysadmin(),
      names: { year: '2031' },
      query: { preview: 'true' },
      body: {
        source: '国办发明电〔2030〕1号',
        reason: REASON,
        days: [{ date: '2031-01-01', works: false, name: '元旦' }],
      },
    }),
    'put /api/calendar/days/{date}': async () => ({
      by: await sysadmin(),
      names: { date: '2027-03-05' },
      query: { preview: 'true' },
      body: { works: false, reason: REASON },
    }),
    'put /api/calendar/settings/close-of-business': async () => ({
      by: await sysadmin(),
      body: { unit: null, at: '17:00', reason: REASON },
    }),
    'put /api/members/{group}': async () => {
      const by = await sysadmin();
      const { items } = await wanted(
        by.get<{ items: (Revised & { group: string; members: object[] })[] }>('/api/members'),
      );
      const { group, revision, members } = items[0]!;
      const body = { revision, members: members.map((m) => pick(m, ['role', 'title', 'post'])), reason: REASON };
      return { by, names: { group }, body };
    },
    'put /api/industries': async () => {
      const by = await sysadmin();
      const { revision, items } = await wanted(by.get<Revised & { items: object[] }>('/api/industries'));
      const industries = items.map((one) => pick(one, ['id', 'name', 'department']));
      return { by, body: { revision, industries, reason: REASON } };
    },
    'put /api/settings/procedures/{process}': async () => ({
      by: await sysadmin(),
      names: { process: 'coal-project-review' },
      body: { supervisingUnit: 'supervision-office', reason: REASON },
    }),
    'put /api/settings/accountability': async () => {
      const by = await sysadmin();
      const posts = await wanted(by.get<object>('/api/settings/accountability'));
      return { by, body: { ...pick(posts, ['investigate', 'conclude', 'review']), reason: REASON } };
    },
    'get /api/settings/accountability': async () => ({ by: await sysadmin() }),
    'get /api/settings/procedures': async () => ({ by: await sysadmin() }),

    'get /api/parks/{id}': async () => ({ by: await as('finance.clerk'), names: { id: await park() } }),
    'post /api/parks/{id}/payments': async () => ({
      by: await as('finance.clerk'),
      names: { id: await park() },
      body: await payment(),
    }),
    'post /api/parks/{id}/payments/{payment}/cancel': few(6, async () => {
      const [by, id] = [await as('finance.clerk'), await park()];
      const made = await wanted(by.post<{ id: string }>(`/api/parks/${id}/payments`, await payment()));
      return { by, names: { id, payment: made.id }, body: { reason: '登记有误' } };
    }),
    'post /api/parks/{id}/operator': async () => ({
      by: await as('key-industry-office.clerk'),
      names: { id: await park() },
      body: { name: `园区运营公司${unique()}`, from: await today(), basis: '营业执照变更' },
    }),
    'get /api/park-settings': async () => ({ by: await as('key-industry-office.head') }),
    'put /api/park-settings': async () => {
      const by = await as('key-industry-office.head');
      const settings = await wanted(by.get<Revised>('/api/park-settings'));
      return { by, body: { ...pick(settings, ['revision', 'revocationDecider']), reason: REASON } };
    },
    'get /api/park-certificates/verification': async () => ({
      by: stack.stranger(),
      query: { number: '历园认〔2026〕1号', code: 'none' },
    }),

    'get /api/ledger/{id}': async () => {
      const by = await as('supervision-office.clerk');
      return { by, names: { id: (await firstOf(by, '/api/ledger')).id } };
    },
    'post /api/ledger/import': async () => {
      const by = await as('supervision-office.clerk');
      const sheet = await (await by.raw('/api/ledger/export.xlsx')).arrayBuffer();
      return { by, query: { preview: 'true' }, file: [Buffer.from(sheet), '台账.xlsx'] };
    },
    'get /api/search': async () => ({ by: await as('commerce.clerk'), query: { q: '项目' } }),
    'post /api/coal/consumption': async () => ({ by: await as('development-reform.clerk'), body: await coal() }),
    'post /api/coal/consumption/{id}/cancel': few(6, async () => {
      const by = await as('development-reform.clerk');
      const { id } = await wanted(by.post<{ id: string }>('/api/coal/consumption', await coal()));
      return { by, names: { id }, body: { reason: '登记有误' } };
    }),
    'get /api/coal': async () => ({ by: await as('development-reform.clerk') }),

    'get /api/disclosures/{id}': async () => ({ by: await office(), names: { id: await disclosed() } }),
    'get /api/disclosures/{id}/comments': async () => ({ by: await office(), names: { id: await disclosed() } }),
    'post /api/disclosures/{id}/comments/{comment}/moderation': few(1, async () => {
      const { by, id, comment } = await commented();
      return { by, names: { id, comment }, body: { result: 'accepted' } };
    }),
    'post /api/disclosures/{id}/answers': few(1, async () => {
      const { by, id, comment } = await commented();
      await wanted(by.post(`/api/disclosures/${id}/comments/${comment}/moderation`, { result: 'accepted' }));
      const unit = (await wanted((await office()).get(`/api/disclosures/${id}`))).unit as string;
      const body = { comments: [comment], adoption: 'adopted', text: '已采纳，写入第五条。' };
      return { by: await as(`${unit}.clerk`), names: { id }, body };
    }),

    'get /api/webhooks': async () => ({ by: await sysadmin() }),
    'post /api/webhooks': few(4, async () => ({ by: await sysadmin(), body: hook() })),
    'put /api/webhooks/{id}': ofWebhook(hook),
    'delete /api/webhooks/{id}': ofWebhook(),
    'post /api/webhooks/{id}/secret': ofWebhook(),
    'get /api/deliveries': async () => ({ by: await sysadmin() }),
    'post /api/deliveries/{id}/resend': async () => {
      await undelivered();
      const by = await sysadmin();
      return { by, names: { id: (await eventually(() => firstOf(by, '/api/deliveries?state=dead'))).id } };
    },
    'post /api/status/quarantine/{id}/dismiss': few(2, async () => ({
      by: await sysadmin(),
      names: { id: await quarantined() },
    })),

    'get /api/exchange/results': async () => ({ by: await system() }),
    'post /api/exchange/results/{push}/claim': async () => {
      const by = await system();
      await granted();
      const push = await eventually(async () => {
        const { items } = (await (await by.raw('/api/exchange/results')).json()) as {
          items: { claims: { push: string }[] }[];
        };
        const found = items[0]?.claims[0]?.push;
        if (!found) throw new Error('not pushed yet');
        return found;
      });
      return { by, names: { push }, body: { answer: 'claimed', measures: '双随机' } };
    },
    'post /api/exchange/supervision': async () => ({
      by: await system(),
      headers: { 'idempotency-key': unique() },
      body: {
        informationKind: 'finding',
        ...{ subject: '监督检查情况', content: '存在问题。' },
        happenedOn: await today(),
      },
    }),
  };
}

const pick = (from: object, names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

let spoilt = 0;
/** A record of a partition that there is not, which no program of ours reads. */
async function sendUnreadable({ dataDir, ports }: TestStack): Promise<void> {
  const { recordsPassword } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as {
    recordsPassword: string;
  };
  const position = ++spoilt;
  const record = {
    ...{ partitionId: 950, key: position, position, sourceRecordPosition: -1, timestamp: Date.now() },
    ...{ recordType: 'EVENT', valueType: 'VARIABLE', intent: 'CREATED', brokerVersion: '8.5.8' },
    value: {
      name: 'spoilt',
      value: '{',
      scopeKey: 1,
      processInstanceKey: 1,
      processDefinitionKey: 1,
      bpmnProcessId: 'x',
    },
  };
  const action = { index: { _index: `full_variable_8.5.8_2026-01-01`, _id: `950-${position}`, routing: '950' } };
  const answer = await fetch(`http://127.0.0.1:${ports.records}/_bulk`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`zeebe:${recordsPassword}`).toString('base64')}`,
      'content-type': 'application/x-ndjson',
    },
    body: `${JSON.stringify(action)}\n${JSON.stringify(record)}\n`,
  });
  if (!answer.ok) throw new Error(`records: ${answer.status}`);
}
