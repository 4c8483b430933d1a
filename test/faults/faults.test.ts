import { type Installation, openInstallation } from '../../scripts/faults/installation.ts';
import { breaches } from '../../scripts/faults/invariants.ts';
import { FAULTS, sharedByApps } from '../../scripts/faults/kinds.ts';
import { gather, startLoad } from '../../scripts/faults/load.ts';
import { runRandom } from '../../scripts/faults/random.ts';
import { eventually } from '../support/stack.ts';

/**
 * Short: what `npm run faults` does at length. One engine, two apps that share everything, a witness with an exporter of its own.
 */
const MINUTES = 60_000;
const say = (): void => undefined;
let at: Installation;
const cases: string[] = [];
const beside: string[] = [];

beforeAll(async () => {
  at = await openInstallation({ apps: 2 });
}, 6 * MINUTES);
afterAll(() => at.close(), MINUTES);

test(
  'who signs in at one app is known at the other, and hears there what happens at the first; signed out is signed out everywhere',
  async () => {
    beside.push(await sharedByApps(at));
  },
  2 * MINUTES,
);

test(
  'refused, empty, broken and slow answers, poison, a cut network, apps that die while they write: nothing is missing, nothing is there twice',
  async () => {
    const people = await gather(at.apps.map(({ baseUrl }) => baseUrl));
    const load = startLoad(people, 'short', 2);
    const scene = { at, people, beside, say };
    await eventually(() => expect(load.done()).toBeGreaterThan(1), 5 * MINUTES);
    for (const answer of ['503', '429', '413', 'empty', 'half', 'slow'])
      await FAULTS[`sink-${answer}`]!.strike(scene, 2);
    await FAULTS.poison!.strike(scene, 1);
    for (const where of ['app-before-commit', 'app-before-reply', 'app-after-commit', 'network-cut'])
      await FAULTS[where]!.strike(scene, 1);
    // Jobs that a dead app had in hand are given out again when their time is over.
    const monitor = people.get('monitor')!;
    const { now } = (await monitor.call('GET', '/api/demo/clock')).body as { now: string };
    const later = { advanceTo: new Date(Date.parse(now) + 150_000).toISOString() };
    expect((await monitor.call('POST', '/api/demo/clock', later)).status).toBe(200);
    cases.push(...(await load.finish(5 * MINUTES)));
    await at.ready();
    expect(await breaches(at.databaseUrl, at.witness, cases, { quarantined: 1, beside })).toEqual([]);
  },
  12 * MINUTES,
);

test(
  'diagrams that nobody drew: whatever dies meanwhile, the read model is what a replay of the records gives',
  async () => {
    let disturbed = 0;
    await runRandom(at, {
      seeds: Array.from({ length: Number(process.env.RANDOM_SEEDS ?? 20) }, (_, i) => i + 1),
      instances: 1,
      say,
      async disturb() {
        if (disturbed++ > 0) return;
        await at.brokers[0]!.kill();
        await Promise.all([at.apps[0]!.kill(), at.brokers[0]!.start()]);
        await at.apps[0]!.start();
      },
    });
    await at.ready();
    expect(await breaches(at.databaseUrl, at.witness, cases, { quarantined: 1, beside })).toEqual([]);
  },
  12 * MINUTES,
);
