import type { Bulk } from '../../api/projection/bulk.ts';
import { createLiveQueue } from '../../api/projection/live-queue.ts';
import { changesTask } from '../../api/projection/user-task.ts';
import { eventually } from '../support/stack.ts';

const MINUTE = 60_000;

const bulk = (position: number, valueType: string, intent: string): Bulk => ({
  exporter: 'live',
  records: [{ partitionId: 1, position, valueType, intent, key: String(position), timestamp: 0, value: {}, raw: '' }],
  poison: [],
  newest: new Map([[1, { position, timestamp: 0 }]]),
});
const variable = (position: number): Bulk => bulk(position, 'VARIABLE', 'CREATED');
const task = (position: number, intent: string): Bulk => bulk(position, 'USER_TASK', intent);

function queueOf(patienceMs: number) {
  const written: number[][] = [];
  const queue = createLiveQueue(
    async ({ records }) => void written.push(records.map((r) => r.position)),
    ({ records }) => records.some(changesTask),
    patienceMs,
  );
  return { queue, written };
}

test('the variables of a step are written with the task that follows, and the announcement of it with them', async () => {
  const { queue, written } = queueOf(MINUTE);
  for (const one of [task(1, 'COMPLETING'), variable(2), variable(3), task(4, 'CREATING')]) await queue.push(one);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(written).toEqual([]);
  await queue.push(task(5, 'CREATED'));
  await eventually(() => expect(written).toEqual([[1, 2, 3, 4, 5]]));
});

test('a variable that no task follows is written all the same', async () => {
  const { queue, written } = queueOf(1);
  await queue.push(variable(1));
  await eventually(() => expect(written).toEqual([[1]]));
});

test('what comes while a batch is being written waits its turn and is written whole', async () => {
  const { queue, written } = queueOf(MINUTE);
  await queue.push(task(1, 'CREATED'));
  await eventually(() => expect(written).toEqual([[1]]));
  await queue.push(variable(2));
  await queue.push(task(3, 'COMPLETED'));
  await eventually(() => expect(written).toEqual([[1], [2, 3]]));
});

test('who asks for what is in hand to be finished does not wait for others', async () => {
  const { queue, written } = queueOf(MINUTE);
  await queue.push(variable(1));
  await queue.idle();
  expect(written).toEqual([[1]]);
});

test('more than may wait is written without waiting for a task', async () => {
  const { queue, written } = queueOf(MINUTE);
  for (let position = 1; position <= 2_001; position++) await queue.push(variable(position));
  expect(written.map((batch) => batch.length)).toEqual([2_001]);
});
