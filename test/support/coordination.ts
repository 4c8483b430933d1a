import { signatureOf } from '../../domain/notifications/post-signed.ts';
import { taskAt } from './fast-track.ts';
import { parkSteps } from './park.ts';
import type { TestStack } from './stack.ts';

/** Steps of consultations, meetings, information exchange and revocations. */
export function coordinationSteps(stack: TestStack) {
  const { step, stepWithFile } = parkSteps(stack);
  const at = async (id: string, element: string, group?: string) => {
    const task = await taskAt(await stack.as('monitor'), id, element, group);
    const clerk = task.group.includes('.') ? task.group : `${task.group}.clerk`;
    return { task, person: await stack.as(clerk) };
  };
  return {
    step,
    stepWithFile,
    async start(username: string, process: string, variables: Record<string, unknown>): Promise<string> {
      const { status, body } = await (await stack.as(username)).post('/api/cases', { process, variables });
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
      return body.id as string;
    },
    /** What somebody of the group sees at this step. */
    async form(id: string, element: string, group?: string): Promise<{ variables: Record<string, unknown> }> {
      const { task, person } = await at(id, element, group);
      return (await person.get(`/api/tasks/${task.key}`)).body;
    },
    /** What comes of sending this: for refusals. */
    async send(id: string, element: string, variables: Record<string, unknown>, group?: string) {
      const { task, person } = await at(id, element, group);
      return person.post(`/api/tasks/${task.key}/complete`, { variables });
    },
  };
}

/** A department's own system: signs each request, `shift` seconds off. */
export function systemClient(baseUrl: string, id: string, secret: string, shift = 0) {
  return async (method: 'GET' | 'POST', path: string, body?: object, headers: Record<string, string> = {}) => {
    const text = body ? JSON.stringify(body) : '';
    const timestamp = String(Math.floor(Date.now() / 1000) + shift);
    const answer = await fetch(baseUrl + path, {
      method,
      ...(body ? { body: text } : {}),
      headers: {
        ...headers,
        'content-type': 'application/json',
        'x-lixia-system': id,
        'x-lixia-timestamp': timestamp,
        'x-lixia-signature': signatureOf(secret, timestamp, `${method} ${path}\n${text}`),
      },
    });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into bodies freely
    return { status: answer.status, body: (await answer.json()) as any };
  };
}
