import type { Client } from '../../../test/support/client.ts';
import { startCase } from '../../../test/support/fast-track.ts';
import { acceptance } from '../../../test/support/inspection.ts';
import { eventually, type TestStack } from '../../../test/support/stack.ts';
import type { Example, Examples } from '../examples.ts';
import { few, firstOf, once, REASON, unique, wanted } from './making.ts';

const REHEARSED = 'on-site-inspection';
const MOVED = 'fast-track-decision';
const DRAFTED = 'consultation';
const RULE = 'fast-track-decision-rules.dmn';
const FORM = 'give-opinion.form';

interface Model {
  present: string;
  draft: { revision: number } | null;
  files: { name: string; draft: { revision: number } | null }[];
}

interface Movable {
  instanceKey: string;
  way: string;
  why: string[];
  whyNotRehomed: string[];
}

/** Designing, approving, deploying, moving cases, rehearsing. Each version is of a procedure whose cases nothing else rests on. */
export function examplesOfModels(stack: TestStack): Examples {
  const as = (username: string) => stack.as(username);
  const owner = () => as('process-owner');
  const of = (process: string, rest = '') => `/api/models/${process}${rest}`;
  const model = async (process: string): Promise<Model> => wanted((await owner()).get<Model>(of(process)));
  const xmlOf = async (process: string): Promise<string> =>
    (await wanted((await owner()).get(of(process, `/diagrams/d${(await model(process)).present}`)))).xml as string;
  const contentOf = async (process: string, file: string): Promise<{ content: string; revision: number }> =>
    wanted((await owner()).get(of(process, `/files/${file}`)));

  /** A procedure of its own, which has a draft. */
  const made = async (): Promise<string> => {
    const id = `fuzz-${unique()}`;
    await wanted((await owner()).post('/api/models', { id, name: '试用流程' }));
    return id;
  };
  const standing = once(made);
  const drafted = async (process: string, xml: string): Promise<number> => {
    const revision = (await model(process)).draft?.revision ?? 0;
    return (await wanted((await owner()).put(of(process, '/draft'), { xml, revision }))).revision as number;
  };
  /** All that is drafted goes into it. */
  const versionBody = async (process: string, revision: number) => {
    const drafts = (await model(process)).files.flatMap(({ name, draft }) => (draft ? [[name, draft.revision]] : []));
    const files = Object.fromEntries(drafts) as Record<string, number>;
    return { name: `版本${unique()}`, note: '试用', revision, files };
  };
  /** What was changed in each version is a word of its name only. */
  const version = async (process: string): Promise<string> => {
    const xml = (await xmlOf(process)).replace(/(<bpmn:process [^>]*name=")[^"]*"/, `$1试用${unique()}"`);
    const revision = await drafted(process, xml);
    const body = await versionBody(process, revision);
    return (await wanted((await owner()).post(of(process, '/versions'), body))).id as string;
  };
  const asked = async (process: string): Promise<string> => {
    const id = await version(process);
    await wanted((await owner()).post(of(process, `/versions/${id}/review`)));
    return id;
  };
  const agreed = async (process: string): Promise<string> => {
    const id = await asked(process);
    await wanted((await as('process-reviewer')).post(of(process, `/versions/${id}/decision`), { approve: true }));
    return id;
  };
  const deployment = async (process: string, id: string) => ({
    present: (await wanted((await owner()).get(of(process, `/versions/${id}/preview`)))).present as string,
  });
  // One after the other: each is made of what is at work.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const versionOf = (make: (process: string) => Promise<string>, by: () => Promise<Client>, body?: unknown) =>
    few(2, () =>
      inTurn(async (): Promise<Example> => ({
        by: await by(),
        names: { process: 'coal-project-review', version: await make('coal-project-review') },
        body,
      })),
    );

  /** A case of the version before, and the newer one. */
  const moving = once(() =>
    inTurn(async () => {
      await startCase(await as('commerce.clerk'));
      const from = (await model(MOVED)).present;
      const id = await agreed(MOVED);
      await wanted((await owner()).post(of(MOVED, `/versions/${id}/deployment`), await deployment(MOVED, id)));
      const to = await eventually(async () => {
        const { present } = await model(MOVED);
        if (present === from) throw new Error('not at work yet');
        return present;
      });
      return { from, to };
    }),
  );
  const order = async () => {
    const { from, to } = await moving();
    const { cases } = await wanted(
      (await owner()).post<{ cases: Movable[] }>(of(MOVED, '/migrations/preview'), { from, to }),
    );
    const free = cases.find(({ why, way, whyNotRehomed }) =>
      way === 'rehome' ? whyNotRehomed.length === 0 : why.length === 0,
    );
    if (!free) throw new Error(`none can be moved: ${JSON.stringify(cases).slice(0, 300)}`);
    return { from, to, instances: [free.instanceKey], reason: REASON };
  };
  const ordered = async (): Promise<string> =>
    eventually(async () => (await firstOf(await owner(), of(MOVED, '/migrations'))).id);
  const ofMigration = async (): Promise<Example> => ({
    by: await owner(),
    names: { process: MOVED, migration: await ordered() },
  });

  const rehearsal = async () => ({
    ref: `d${(await model(REHEARSED)).present}`,
    variables: acceptance({ acceptedAt: '2026-03-02T10:00:00+08:00' }),
    clock: '2026-03-02T10:30:00+08:00',
  });
  const begun = async (): Promise<string> =>
    (await wanted((await owner()).post(of(REHEARSED, '/rehearsals'), await rehearsal()))).id as string;
  const rehearsed = once(begun);
  const inRehearsal = (body?: unknown) => async (): Promise<Example> => ({
    by: await owner(),
    names: { id: await rehearsed() },
    body,
  });
  const taskIn = async (id: string): Promise<string> =>
    eventually(async () => {
      const { tasks } = await wanted(
        (await owner()).get<{ tasks: { key: string; elementId: string }[] }>(`/api/rehearsals/${id}`),
      );
      const found = tasks.find(({ elementId }) => elementId === 'Task_ArrangeInspection') ?? tasks[0];
      if (!found) throw new Error('no task yet');
      return found.key;
    });
  const fileOfRehearsal = once(async () => {
    const id = await rehearsed();
    return (await wanted((await owner()).upload(`/api/rehearsals/${id}/files`, '附件.pdf', '%PDF-1.4\n%%EOF\n')))
      .id as string;
  });

  const ofFile = (file: string, body: (content: string) => unknown) => async (): Promise<Example> => ({
    by: await owner(),
    names: { process: MOVED, file },
    body: body((await contentOf(MOVED, file)).content),
  });

  return {
    'get /api/models': async () => ({ by: await owner() }),
    'post /api/models': few(3, async () => ({
      by: await owner(),
      body: { id: `fuzz-${unique()}`, name: '试用流程' },
    })),
    'get /api/models/catalogue': async () => ({ by: await owner() }),
    'get /api/models/{process}': async () => ({ by: await owner(), names: { process: MOVED } }),
    'get /api/models/{process}/diagrams/{ref}': async () => ({
      by: await owner(),
      names: { process: MOVED, ref: `d${(await model(MOVED)).present}` },
    }),
    'put /api/models/{process}/draft': async () => {
      const process = await standing();
      return {
        by: await owner(),
        names: { process },
        body: {
          xml: (await wanted((await owner()).get(of(process, '/diagrams/draft')))).xml as string,
          revision: (await model(process)).draft?.revision ?? 0,
        },
      };
    },
    'delete /api/models/{process}/draft': few(2, async () => {
      const process = await made();
      return {
        by: await owner(),
        names: { process },
        query: { revision: String((await model(process)).draft?.revision) },
      };
    }),
    'post /api/models/{process}/check': async () => ({
      by: await owner(),
      names: { process: 'coal-project-review' },
      body: { xml: await xmlOf('coal-project-review') },
    }),
    'get /api/models/{process}/files/{file}': ofFile(RULE, () => undefined),
    'put /api/models/{process}/files/{file}/draft': few(3, async () => {
      const file = 'sign-consultation-letter.form';
      const { content, revision } = await contentOf(DRAFTED, file);
      return { by: await owner(), names: { process: DRAFTED, file }, body: { content, revision } };
    }),
    'delete /api/models/{process}/files/{file}/draft': few(3, async () => {
      const [by, file] = [await owner(), 'approve-consultation-reply.form'];
      const { content, revision } = await contentOf(DRAFTED, file);
      const saved = await wanted(by.put(of(DRAFTED, `/files/${file}/draft`), { content, revision }));
      return { by, names: { process: DRAFTED, file }, query: { revision: String(saved.revision) } };
    }),
    'post /api/models/{process}/files/{file}/check': ofFile(RULE, (content) => ({ content })),
    'post /api/models/{process}/files/{file}/trial': ofFile(RULE, (content) => ({
      content,
      decision: 'decision-level',
      variables: {
        ...{ itemsBeyondPolicy: 0, annualRewardBeyondPolicy: 0, districtWideMajor: false, beyondLeadingGroup: 'no' },
      },
    })),
    'post /api/models/{process}/files/{file}/preview': ofFile(FORM, (content) => ({
      content,
      variables: {},
      values: { opinion: 'agree' },
    })),
    'get /api/models/{process}/compare': async () => {
      const ref = `d${(await model(MOVED)).present}`;
      return { by: await owner(), names: { process: MOVED }, query: { from: ref, to: ref } };
    },
    'post /api/models/{process}/versions': few(2, () =>
      inTurn(async () => {
        const process = 'coal-project-review';
        const revision = await drafted(process, await xmlOf(process));
        return { by: await owner(), names: { process }, body: await versionBody(process, revision) };
      }),
    ),
    'get /api/models/{process}/versions/{version}/preview': versionOf(version, owner),
    'post /api/models/{process}/versions/{version}/review': versionOf(version, owner),
    'post /api/models/{process}/versions/{version}/decision': versionOf(asked, () => as('process-reviewer'), {
      approve: true,
    }),
    'post /api/models/{process}/versions/{version}/deployment': few(2, () =>
      inTurn(async () => {
        const process = 'coal-project-review';
        const id = await agreed(process);
        return { by: await owner(), names: { process, version: id }, body: await deployment(process, id) };
      }),
    ),
    'put /api/settings/model-approval': async () => ({
      by: await as('sysadmin'),
      body: { required: true, reason: REASON },
    }),

    'get /api/models/{process}/migrations': async () => ({ by: await owner(), names: { process: MOVED } }),
    'post /api/models/{process}/migrations/preview': async () => {
      const { from, to } = await moving();
      return { by: await owner(), names: { process: MOVED }, body: { from, to } };
    },
    'post /api/models/{process}/migrations': few(1, async () => ({
      by: await owner(),
      names: { process: MOVED },
      body: await order(),
    })),
    'get /api/models/{process}/migrations/{migration}': ofMigration,
    'post /api/models/{process}/migrations/{migration}/stop': ofMigration,

    'get /api/models/{process}/rehearsals': async () => ({ by: await owner(), names: { process: REHEARSED } }),
    'get /api/models/{process}/rehearsal-form': async () => ({
      by: await owner(),
      names: { process: REHEARSED },
      query: { ref: `d${(await model(REHEARSED)).present}` },
    }),
    'post /api/models/{process}/rehearsals': few(1, async () => ({
      by: await owner(),
      names: { process: REHEARSED },
      body: await rehearsal(),
    })),
    'get /api/rehearsals/{id}': inRehearsal(),
    'delete /api/rehearsals/{id}': few(1, async () => ({ by: await owner(), names: { id: await begun() } })),
    'get /api/rehearsals/{id}/tasks/{key}': async () => {
      const id = await rehearsed();
      return { by: await owner(), names: { id, key: await taskIn(id) } };
    },
    'post /api/rehearsals/{id}/tasks/{key}/complete': async () => {
      const id = await rehearsed();
      const variables = {
        ...{ inspectionAt: '2026-03-03T14:00:00+08:00', inspectionPlace: '营业场所', inspectionChannel: 'platform' },
      };
      return { by: await owner(), names: { id, key: await taskIn(id) }, body: { variables } };
    },
    'post /api/rehearsals/{id}/files': async () => ({
      by: await owner(),
      names: { id: await rehearsed() },
      file: [Buffer.from('%PDF-1.4\n%%EOF\n'), '附件.pdf'],
    }),
    'get /api/rehearsals/{id}/files/{file}': async () => ({
      by: await owner(),
      names: { id: await rehearsed(), file: await fileOfRehearsal() },
    }),
    'post /api/rehearsals/{id}/clock': inRehearsal({ next: true }),
    'post /api/rehearsals/{id}/messages': few(1, async () => {
      const id = await begun();
      await taskIn(id);
      return { by: await owner(), names: { id }, body: { name: 'case-withdrawn' } };
    }),
    'post /api/rehearsals/{id}/retries': inRehearsal(),
    'post /api/decisions/{id}/evaluate': async () => ({
      by: await owner(),
      names: { id: 'decision-level' },
      body: { variables: { itemsBeyondPolicy: 0, annualRewardBeyondPolicy: '0', beyondLeadingGroup: 'no' } },
    }),
    'get /api/processes/{id}/xml': async () => ({ by: await as('commerce.clerk'), names: { id: MOVED } }),
    'get /api/processes/{id}/start-form': async () => ({ by: await as('commerce.clerk'), names: { id: MOVED } }),
  };
}
