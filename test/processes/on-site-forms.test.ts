import type { FormSchema } from '../../domain/forms/schema.ts';
import { fill } from '../../domain/forms/fill.ts';
import { caseOf, openTasks } from '../support/fast-track.ts';
import { deadlinesOf } from '../support/limits.ts';
import { eventually, world } from '../support/world.ts';

/** Whoever fills in the required fields by their own rules, with the first option of every choice, comes to the end. */

const stack = world();

test.each(['high', 'low'])(
  'technical requirement %s: filled in by the rules alone, from the start to the sealed file',
  async (technical) => {
    const clerk = await stack.as('approval-bureau.clerk');
    const moment = async () => (await clerk.get('/api/session')).body.now as string;
    const { body: start } = await clerk.get<{ form: FormSchema }>('/api/processes/on-site-inspection/start-form');
    const variables = {
      ...fill(start.form.components, { moment: await moment(), file: '' }),
      technicalRequirement: technical,
    };
    const created = await clerk.post('/api/cases', { process: 'on-site-inspection', variables });
    expect([created.status, created.body.errors]).toEqual([201, undefined]);
    const id = created.body.id as string;
    const done = new Set<string>();
    await eventually(
      async () => {
        for (const task of (await openTasks(clerk, id)).filter(({ key }) => !done.has(key))) {
          const who = await stack.as(task.group.includes('.') ? task.group : `${task.group}.clerk`);
          const { form } = (await who.get<{ form: FormSchema }>(`/api/tasks/${task.key}`)).body;
          const entered = fill(form.components, { moment: await moment(), file: '' });
          const answer = await who.post(`/api/tasks/${task.key}/complete`, { variables: entered });
          // Gone with the step around it (the notice of a review that has ended).
          if (answer.status !== 409)
            expect([task.element, answer.status, answer.body.errors]).toEqual([task.element, 200, undefined]);
          done.add(task.key);
        }
        if ((await caseOf(clerk, id)).status !== 'completed') throw new Error(`${id} is not at its end`);
      },
      90_000,
      100,
    );
    expect((await caseOf(clerk, id)).outcome).toBe('granted');
    const limits = (await deadlinesOf(clerk, id)).map((d) => `${d.obligation} ${d.state}`).sort();
    expect(limits).toEqual(
      technical === 'low'
        ? ['decide-licence met']
        : [
            'decide-licence met',
            'issue-inspection-opinion met',
            'issue-review-conclusion met',
            'organise-expert-review met',
            'organise-inspection met',
          ],
    );
  },
  120_000,
);
