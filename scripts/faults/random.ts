import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../engine/client.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import type { Installation } from './installation.ts';

/** Diagrams that nobody drew: a tree of blocks, each with one way in and one way out. */
export type Block =
  | { kind: 'task' | 'job' | 'message' }
  | { kind: 'timer' | 'timed-task'; ms: number }
  | { kind: 'sequence'; parts: Block[] }
  | { kind: 'either' | 'both'; parts: Block[]; above: number }
  | { kind: 'within'; part: Block }
  | { kind: 'each'; part: Block; sequential: boolean };

const { block } = fc.letrec<{ block: Block }>((tie) => {
  const inner = tie('block');
  const leaf = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Block>({ kind: 'task' }) },
    { weight: 3, arbitrary: fc.constant<Block>({ kind: 'job' }) },
    { weight: 1, arbitrary: fc.constant<Block>({ kind: 'message' }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('timer' as const, 'timed-task' as const),
        ms: fc.integer({ min: 100, max: 1500 }),
      }),
    },
  );
  const parts = fc.array(inner, { minLength: 2, maxLength: 3 });
  return {
    block: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constant('sequence' as const), parts }),
      fc.record({
        kind: fc.constantFrom('either' as const, 'both' as const),
        parts,
        above: fc.integer({ min: 0, max: 9 }),
      }),
      fc.record({ kind: fc.constant('within' as const), part: inner }),
      fc.record({ kind: fc.constant('each' as const), part: inner, sequential: fc.boolean() }),
    ),
  };
});

/** The diagram of this seed, the same each time. */
export function diagramOf(seed: number): Block {
  return fc.sample(block, { seed, numRuns: 1 })[0] as Block;
}

const JOB = 'random-process-job';

export interface Drawn {
  processId: string;
  startMessage: string;
  /** Waited for with the instance's `id` as key. */
  messages: string[];
  xml: string;
}

export function draw(name: string, root: Block): Drawn {
  let count = 0;
  const messages: string[] = [];
  const startMessage = `${name}-start`;
  const id = (what: string): string => `${what}_${++count}`;

  /** Elements and flows of one scope. */
  function scope(part: Block, start: string): string {
    const out: string[] = [];
    const flows: [string, string, string?][] = [];
    const flow = (from: string, to: string, condition?: string): void => void flows.push([from, to, condition]);
    const duration = (ms: number): string =>
      `<bpmn:timerEventDefinition><bpmn:timeDuration>PT${(ms / 1000).toFixed(1)}S</bpmn:timeDuration></bpmn:timerEventDefinition>`;
    const person =
      '<bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="=[&#34;finance.clerk&#34;]"/></bpmn:extensionElements>';

    function place(b: Block): [first: string, last: string] {
      switch (b.kind) {
        case 'task': {
          const task = id('Task');
          out.push(`<bpmn:userTask id="${task}">${person}</bpmn:userTask>`);
          return [task, task];
        }
        case 'timed-task': {
          const [task, timer, join] = [id('Task'), id('Late'), id('Join')];
          out.push(
            `<bpmn:userTask id="${task}">${person}</bpmn:userTask>`,
            `<bpmn:boundaryEvent id="${timer}" attachedToRef="${task}"><bpmn:outgoing>${timer}-${join}</bpmn:outgoing>${duration(b.ms)}</bpmn:boundaryEvent>`,
            `<bpmn:exclusiveGateway id="${join}"/>`,
          );
          flow(task, join);
          flow(timer, join);
          return [task, join];
        }
        case 'job': {
          const task = id('Job');
          out.push(
            `<bpmn:serviceTask id="${task}"><bpmn:extensionElements><zeebe:taskDefinition type="${JOB}"/></bpmn:extensionElements></bpmn:serviceTask>`,
          );
          return [task, task];
        }
        case 'timer': {
          const event = id('Wait');
          out.push(`<bpmn:intermediateCatchEvent id="${event}">${duration(b.ms)}</bpmn:intermediateCatchEvent>`);
          return [event, event];
        }
        case 'message': {
          const event = id('Hear');
          const message = `${name}-${event}`;
          messages.push(message);
          out.push(
            `<bpmn:intermediateCatchEvent id="${event}"><bpmn:messageEventDefinition messageRef="Message_${message}"/></bpmn:intermediateCatchEvent>`,
          );
          return [event, event];
        }
        case 'sequence': {
          const placed = b.parts.map(place);
          placed.slice(1).forEach(([first], i) => flow(placed[i]![1], first));
          return [placed[0]![0], placed.at(-1)![1]];
        }
        case 'either':
        case 'both': {
          const type = b.kind === 'both' ? 'parallelGateway' : 'exclusiveGateway';
          const [fork, join] = [id('Fork'), id('Join')];
          const placed = b.parts.map(place);
          placed.forEach(([first, last], i) => {
            const isDefault = i === placed.length - 1;
            flow(fork, first, b.kind === 'either' && !isDefault ? `=x > ${(b.above + 3 * i) % 10}` : undefined);
            flow(last, join);
          });
          const otherwise = b.kind === 'either' ? ` default="${fork}-${placed.at(-1)![0]}"` : '';
          out.push(`<bpmn:${type} id="${fork}"${otherwise}/>`, `<bpmn:${type} id="${join}"/>`);
          return [fork, join];
        }
        case 'within':
        case 'each': {
          const sub = id('Sub');
          const each =
            b.kind === 'each'
              ? `<bpmn:multiInstanceLoopCharacteristics isSequential="${b.sequential}"><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>`
              : '';
          out.push(
            `<bpmn:subProcess id="${sub}">${each}${scope(b.part, `<bpmn:startEvent id="${id('Start')}"/>`)}</bpmn:subProcess>`,
          );
          return [sub, sub];
        }
      }
    }

    const begin = /id="(\w+)"/.exec(start)![1] as string;
    const end = id('End');
    const [first, last] = place(part);
    flow(begin, first);
    flow(last, end);
    out.unshift(start);
    out.push(`<bpmn:endEvent id="${end}"/>`);
    for (const [from, to, condition] of flows)
      out.push(
        `<bpmn:sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}">${
          condition ? `<bpmn:conditionExpression>${condition.replace('>', '&gt;')}</bpmn:conditionExpression>` : ''
        }</bpmn:sequenceFlow>`,
      );
    return out.join('\n');
  }

  const start = `<bpmn:startEvent id="Start_0"><bpmn:messageEventDefinition messageRef="Message_${startMessage}"/></bpmn:startEvent>`;
  const body = scope(root, start);
  const declared = [
    `<bpmn:message id="Message_${startMessage}" name="${startMessage}"/>`,
    ...messages.map(
      (m) =>
        `<bpmn:message id="Message_${m}" name="${m}"><bpmn:extensionElements><zeebe:subscription correlationKey="=id"/></bpmn:extensionElements></bpmn:message>`,
    ),
  ].join('\n');
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="random">
${declared}
<bpmn:process id="${name}" isExecutable="true">
${body}
</bpmn:process>
</bpmn:definitions>`;
  return { processId: name, startMessage, messages, xml };
}

/**
 * Runs the diagrams of these seeds, some instances of each at once, with people, jobs and messages that come at random, until every
 * instance is over. `disturb` is called now and then while they run; what it does must pass by itself.
 */
export async function runRandom(
  at: Installation,
  {
    seeds,
    instances = 3,
    disturb,
    say,
  }: { seeds: number[]; instances?: number; disturb: () => Promise<void>; say(line: string): void },
): Promise<number> {
  const { ports } = at.brokers[0]!;
  const engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${ports.grpc}`,
    restAddress: `http://127.0.0.1:${ports.rest}`,
    engineVersion: at.engineVersion,
  });
  const stream = engine.streamJobs({
    type: JOB,
    timeoutMs: 5_000,
    handle: async ({ key, elementId }) => ({
      kind: 'complete',
      variables: { [`did${elementId.replace(/\W/g, '')}`]: Number(key) % 97 },
    }),
  });
  try {
    const drawn = seeds.map((seed) => draw(`random-${seed}`, diagramOf(seed)));
    await insist(() =>
      engine.deploy(drawn.map(({ processId, xml }) => ({ name: `${processId}.bpmn`, content: Buffer.from(xml) }))),
    );
    const names = new Set(drawn.map(({ processId }) => processId));
    const started = drawn.flatMap((d) =>
      Array.from({ length: instances }, (_, i) => ({ ...d, id: `${d.processId}-${i}`, x: (i * 4 + 1) % 10 })),
    );
    for (const { startMessage, id, x } of started)
      await insist(() =>
        engine.publishMessage({
          name: startMessage,
          correlationKey: id,
          messageId: id,
          timeToLiveMs: 3_600_000,
          variables: { id, x, items: ['甲', '乙'] },
        }),
      );

    let disturbing: Promise<void> | null = null;
    const over = (): number =>
      [...at.witness.instances.values()].filter(
        ({ element, state }) => names.has(element) && (state === 'completed' || state === 'terminated'),
      ).length;
    for (let round = 0; over() < started.length; round++) {
      if (round > 2_000) throw new Error(`${started.length - over()} of ${started.length} instances did not end`);
      disturbing ??= disturb().finally(() => (disturbing = null));
      const open = [...at.witness.tasks].filter(
        ([, t]) => t.state === 'open' && names.has(at.witness.instances.get(t.instance)?.element ?? ''),
      );
      for (const [key] of open.filter((_, i) => (i + round) % 2 === 0))
        await engine
          .completeTask(key, { [`by${key}`]: round }, 'complete;by=finance.clerk')
          // Over by itself meanwhile, or the engine is away: the next round sees.
          .catch((error: unknown) => void expected(error));
      for (const { element, instance } of [...at.witness.elements.values()].filter(
        (e) => e.state === 'active' && e.element.startsWith('Hear_'),
      ))
        await engine
          .publishMessage({
            name: `${at.witness.instances.get(instance)?.element}-${element}`,
            correlationKey: JSON.parse(at.witness.variables.get(`${instance} id`) ?? '""') as string,
            timeToLiveMs: 0,
            variables: { [`heard${round % 3}`]: round },
          })
          .catch((error: unknown) => void expected(error));
      await sleep(200);
      if (round % 50 === 49) say(`  ${over()} of ${started.length} random instances are over`);
    }
    await disturbing;
    return started.length;
  } finally {
    await stream.close();
    await engine.close();
  }
}

function expected(error: unknown): void {
  if (!(error instanceof EngineError)) throw error;
}

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'unavailable' || tries > 60) throw error;
      await sleep(500);
    }
  }
}
