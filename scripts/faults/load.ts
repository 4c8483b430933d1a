import { setTimeout as sleep } from 'node:timers/promises';

/* eslint-disable @typescript-eslint/no-explicit-any -- answers as they come */

/** A person whose requests go to whichever app answers, in turn; the session is the same everywhere. */
export interface Person {
  username: string;
  /** Headers of his session. */
  session(): Record<string, string>;
  /** Status 0: nobody answered. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: any }>;
}

const PATIENCE_MS = 20_000;

/** Signs in at the first app that lets him, and then alternates. */
export async function person(baseUrls: string[], username: string, password = 'demo'): Promise<Person> {
  let turn = 0;
  let session: Record<string, string> = {};
  const call: Person['call'] = async (method, path, body, headers = {}) => {
    for (let tries = 0; tries < baseUrls.length; tries++) {
      const base = baseUrls[turn++ % baseUrls.length] as string;
      try {
        const answer = await fetch(base + path, {
          method,
          headers: { ...session, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
        const text = await answer.text();
        const json = (answer.headers.get('content-type') ?? '').includes('json');
        if (path === '/api/session' && answer.ok && method === 'POST')
          session = {
            cookie: answer.headers
              .getSetCookie()
              .map((c) => c.split(';')[0])
              .join('; '),
            'x-csrf-token': (JSON.parse(text) as { csrfToken: string }).csrfToken,
          };
        return { status: answer.status, body: json && text ? JSON.parse(text) : text };
      } catch {
        // That one is away: the address would lead to another.
      }
    }
    return { status: 0, body: null };
  };
  for (;;) {
    const { status, body } = await call('POST', '/api/session', { username, password });
    if (status === 200 || status === 201) break;
    if (status >= 400 && status < 500) throw new Error(`sign-in of ${username}: ${status} ${JSON.stringify(body)}`);
    await sleep(500);
  }
  return { username, session: () => session, call };
}

/** The way of a case from its filing to the proposal: nine steps of people, workers and limits beside them. */
export const STEPS: [element: string, by: string, variables: Record<string, unknown>][] = [
  ['Task_PrepareReport', 'commerce.clerk', { screening: '可行。', reportText: '一、项目概况\n试验。' }],
  ['Task_GiveHeadOpinion', 'commerce.head', { headResult: 'agree' }],
  ['Task_ReviewMaterials', 'investment-promotion.clerk', { reviewResult: 'accept' }],
  ['Task_GiveBureauOpinion', 'investment-promotion.head', { bureauResult: 'agree' }],
  ['Task_GiveOfficeOpinion', 'leading-group-office.head', { officeResult: 'proceed' }],
  ['Task_ArrangeArgument', 'investment-promotion.clerk', {}],
  ['Task_GiveOpinion', 'finance.clerk', { opinion: 'agree' }],
  ['Task_FormProposal', 'investment-promotion.clerk', { proposalText: '建议引进。' }],
];

export const FILING = {
  filingUnit: 'commerce',
  filedOn: '2026-01-05',
  content: '试验。',
  departments: ['finance'],
  contactName: '项目联系人',
  contactPhone: '0531-80000000',
  itemsBeyondPolicy: 0,
  annualRewardBeyondPolicy: '0',
  beyondLeadingGroup: 'no',
  materials: [],
};

export interface Load {
  /** Files no more; resolves when every case has gone its way. Answers their ids. */
  finish(patienceMs?: number): Promise<string[]>;
  /** Steps that people have done so far. */
  done(): number;
  /** Requests that somebody had to make again: no answer, or one that says so. */
  again(): number;
}

/** People at work: `atOnce` cases under way, each filed once (whatever becomes of the answer) and brought through `STEPS`. */
export function startLoad(people: Map<string, Person>, name: string, atOnce: number, pauseMs = 50): Load {
  const ids: string[] = [];
  let filing = true;
  let number = 0;
  let done = 0;
  let again = 0;
  let lastMoment = Infinity;

  const as = (name: string): Person => people.get(name) as Person;
  async function insist<T>(what: string, attempt: () => Promise<T | null>): Promise<T> {
    for (;;) {
      const result = await attempt();
      if (result !== null) return result;
      if (Date.now() > lastMoment) throw new Error(`in vain: ${what}`);
      await sleep(300);
    }
  }
  function transient(status: number): boolean {
    const yes = status === 0 || status >= 500 || status === 429;
    if (yes) again++;
    return yes;
  }

  async function play(): Promise<void> {
    const n = ++number;
    const id = await insist(`filing ${n}`, async () => {
      const { status, body } = await as('commerce.clerk').call(
        'POST',
        '/api/cases',
        { process: 'fast-track-decision', variables: { ...FILING, subject: `试验项目 ${name} ${n}` } },
        { 'idempotency-key': `${name}-${n}` },
      );
      if (status === 200 || status === 201) return body.id as string;
      if (transient(status)) return null;
      throw new Error(`filing: ${status} ${JSON.stringify(body)}`);
    });
    ids.push(id);
    for (const [element, by, variables] of STEPS) await step(id, element, by, variables);
  }

  async function step(id: string, element: string, by: string, variables: Record<string, unknown>): Promise<void> {
    let sent = false;
    await insist(`${element} of ${id}`, async () => {
      await sleep(pauseMs);
      const list = await as('monitor').call('GET', `/api/tasks?view=all&case=${id}&limit=200`);
      if (list.status !== 200) {
        if (transient(list.status)) return null;
        throw new Error(`tasks: ${list.status} ${JSON.stringify(list.body)}`);
      }
      const open = list.body.items as { key: string; element: string }[];
      const task = open.find((t) => t.element === element);
      // Not there yet, or done by an act of which we had no answer and the next is there.
      if (!task) return sent && open.length > 0 ? true : null;
      const { status, body } = await as(by).call('POST', `/api/tasks/${task.key}/complete`, { variables });
      sent = true;
      if (status === 200) return true;
      // 409: done before, by the act whose answer was lost; the list will say so.
      if (transient(status) || status === 409) return null;
      throw new Error(`${element}: ${status} ${JSON.stringify(body)}`);
    });
    done++;
  }

  const failures: unknown[] = [];
  const hands = Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (filing) await play().catch((error: unknown) => void (failures.push(error), (filing = false)));
    }),
  );
  return {
    done: () => done,
    again: () => again,
    async finish(patienceMs = 300_000) {
      filing = false;
      lastMoment = Date.now() + patienceMs;
      await hands;
      if (failures.length > 0) throw failures[0];
      return ids;
    },
  };
}

/** Everybody who takes part in `STEPS`, and who watches. */
export async function gather(baseUrls: string[], more: string[] = []): Promise<Map<string, Person>> {
  const names = new Set([...STEPS.map(([, by]) => by), 'monitor', 'commerce.clerk', ...more]);
  const people = new Map<string, Person>();
  for (const name of names) people.set(name, await person(baseUrls, name));
  return people;
}
