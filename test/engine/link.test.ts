import { createEngineLink } from '../../engine/link.ts';
import { eventually, world } from '../support/world.ts';

const monitoringUrl = `http://127.0.0.1:${world().ports.monitoring}`;

test('when the first work on an engine that came up fails, then it is done again until it succeeds', async () => {
  const calls: string[] = [];
  const errors: string[] = [];
  const link = createEngineLink({
    client: { ready: () => Promise.resolve(true) },
    monitoringUrl,
    intervalMs: 20,
    beforeUp: () => {
      calls.push('beforeUp');
      return Promise.resolve();
    },
    onUp() {
      calls.push('onUp');
      if (calls.length < 4) throw new Error('deployment timed out');
    },
    onDown: () => void calls.push('onDown'),
    onError: (error) => errors.push((error as Error).message),
  });
  try {
    await eventually(() => expect(link.up()).toBe(true));
    expect(calls).toEqual(['beforeUp', 'onUp', 'beforeUp', 'onUp']);
    expect(errors).toEqual(['deployment timed out']);
  } finally {
    link.close();
  }
});
