import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEngineLink } from '../../engine/link.ts';
import { openWire } from '../../scripts/faults/proxy.ts';
import { eventually, world } from '../support/world.ts';

const monitoringUrl = `http://127.0.0.1:${world().ports.monitoring}`;

test('when the first work on an engine that came up fails, then it is done again until it succeeds', async () => {
  const calls: string[] = [];
  const errors: string[] = [];
  const link = createEngineLink({
    client: { ready: () => Promise.resolve(true), use: () => undefined },
    monitoringUrls: [monitoringUrl],
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

test('when the broker that is talked to is gone, then the next one is, and each that comes back is prepared again', async () => {
  // Two ways to the one engine of the suite stand for two brokers.
  const wires = [await openWire(world().ports.monitoring), await openWire(world().ports.monitoring)];
  const calls: string[] = [];
  const nameOf = (url: string) => `beforeUp ${wires.findIndex(({ port }) => url.endsWith(`:${port}`))}`;
  const link = createEngineLink({
    client: { ready: () => Promise.resolve(true), use: (gateway) => void calls.push(`use ${gateway}`) },
    monitoringUrls: wires.map(({ port }) => `http://127.0.0.1:${port}`),
    intervalMs: 20,
    beforeUp: (url) => Promise.resolve(void calls.push(nameOf(url))),
    onUp: () => void calls.push('up'),
    onDown: () => void calls.push('down'),
  });
  try {
    await eventually(() => expect(calls).toEqual(['beforeUp 0', 'beforeUp 1', 'up']));
    wires[0]!.set('cut');
    await eventually(() => expect(calls.slice(3)).toEqual(['use 1', 'down', 'up']));
    wires[0]!.set('open');
    await eventually(() => expect(calls.slice(6)).toEqual(['beforeUp 0']));
    wires.forEach((wire) => wire.set('cut'));
    await eventually(() => expect(calls.slice(7)).toEqual(['down']));
    wires[0]!.set('open');
    await eventually(() => expect(calls.slice(8)).toEqual(['use 0', 'beforeUp 0', 'up']));
    expect(link.up()).toBe(true);
  } finally {
    link.close();
    await Promise.all(wires.map((wire) => wire.close()));
  }
});

test('when an engine comes back between two looks, then that is seen, though its start time is asked only of a new connection', async () => {
  // The engine's own answers, but for the start time.
  const asked: string[] = [];
  let startedAt = '1.0';
  const server = createServer((req, res) => {
    asked.push(req.url ?? '');
    fetch(monitoringUrl + req.url, { redirect: 'manual' })
      .then(async (answer) => {
        const location = answer.headers.get('location');
        res.writeHead(answer.status, location === null ? {} : { location });
        res.end((await answer.text()).replace(/ \d\S*$/m, ` ${startedAt}`));
      })
      .catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const calls: string[] = [];
  const link = createEngineLink({
    client: { ready: () => Promise.resolve(true), use: () => undefined },
    monitoringUrls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`],
    intervalMs: 20,
    beforeUp: () => Promise.resolve(void calls.push('beforeUp')),
    onUp: () => void calls.push('up'),
    onDown: () => void calls.push('down'),
  });
  try {
    await eventually(() => expect(asked.length).toBeGreaterThan(10));
    expect(calls).toEqual(['beforeUp', 'up']);
    expect(asked.filter((url) => url.includes('start_time'))).toHaveLength(1);

    // Gone and back at once: all that shows is that its connections broke off.
    startedAt = '2.0';
    server.closeAllConnections();
    await eventually(() => expect(calls.slice(2)).toEqual(['down', 'beforeUp', 'up']));
    expect(link.up()).toBe(true);
  } finally {
    link.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
