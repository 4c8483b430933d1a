import { execFile } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { App, Broker, Installation, Size } from './installation.ts';
import { FILING, type Person, person } from './load.ts';
import type { SinkFault } from './proxy.ts';
import { runRandom } from './random.ts';

export interface Scene {
  at: Installation;
  people: Map<string, Person>;
  /** Cases that were filed for another purpose and go no further. */
  beside: string[];
  say(line: string): void;
  /** Steps that people have done so far. */
  done?(): number;
}

export interface Fault {
  /** Of the installation that it comes over. */
  size?: Size;
  /** Does its harm while people work, and ends it; what it answers is said in the table. */
  strike(scene: Scene, amount: number): Promise<string>;
  /** How much of it when nothing is said. */
  usual: number;
  /** Records that are meant to be in quarantine afterwards. */
  quarantined?: (amount: number) => number;
}

const seconds = (n: number): Promise<void> => sleep(n * 1000);
const first = <T>(list: T[]): T => list[0] as T;

/** Until people have done a few steps more, so that the next fault comes in the middle of work again; not for ever, as that may be what is broken. */
async function workGoesOn(done: Scene['done'], steps = 3): Promise<void> {
  const before = done?.() ?? 0;
  for (const end = Date.now() + 30_000; done && done() < before + steps && Date.now() < end;) await sleep(100);
}

async function brokerKills({ at, say, done }: Scene, times: number): Promise<string> {
  for (let i = 1; i <= times; i++) {
    const broker = first(at.brokers);
    await broker.kill();
    await seconds(Math.random() * 2);
    await broker.start();
    await at.ready();
    await workGoesOn(done);
    await seconds(Math.random() * 3);
    say(`  ${i}/${times}`);
  }
  return `${times} × SIGKILL, started again within 2 s`;
}

async function appKills({ at, say, done }: Scene, times: number): Promise<string> {
  for (let i = 1; i <= times; i++) {
    const app = first(at.apps);
    await app.kill();
    await app.start();
    await at.ready();
    await workGoesOn(done);
    await seconds(Math.random() * 3);
    say(`  ${i}/${times}`);
  }
  return `${times} × SIGKILL at any moment`;
}

const isFull = (body: Buffer): boolean => body.includes('"full_');

/** The app that is just writing a bulk dies at an exact place of it. */
async function appDies(at: Installation, where: 'before-commit' | 'before-reply' | 'after-commit'): Promise<void> {
  const app = where === 'before-commit' ? await beforeCommit(at) : await afterCommit(at, where);
  await app.start();
  await at.ready();
}

async function beforeCommit(at: Installation): Promise<App> {
  const blocker = new pg.Client({ connectionString: at.databaseUrl });
  await blocker.connect();
  try {
    await blocker.query('BEGIN; LOCK TABLE engine_record IN SHARE MODE');
    let writing: App | undefined;
    for (const app of at.apps)
      app.sink.before((body) => {
        if (isFull(body)) writing ??= app;
        return body;
      });
    for (;;) {
      const { rows } = await blocker.query(
        `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'engine_record'::regclass LIMIT 1`,
      );
      if (writing && rows.length > 0) break;
      await sleep(20);
    }
    await writing.kill();
    for (const app of at.apps) app.sink.before(null);
    // What the app had begun is no longer anybody's.
    await blocker.query('ROLLBACK');
    return writing;
  } finally {
    await blocker.end();
  }
}

function afterCommit(at: Installation, where: 'before-reply' | 'after-commit'): Promise<App> {
  return new Promise((resolve, reject) => {
    let chosen = false;
    for (const app of at.apps)
      app.sink.after(async (body) => {
        if (chosen || !isFull(body)) return true;
        chosen = true;
        for (const one of at.apps) one.sink.after(null);
        const killed = (): void => void app.kill().then(() => resolve(app), reject);
        if (where === 'after-commit') {
          setImmediate(killed);
          return true;
        }
        await app.kill().then(() => resolve(app), reject);
        return false;
      });
  });
}

const appAt =
  (where: Parameters<typeof appDies>[1]) =>
  async ({ at, say }: Scene, times: number): Promise<string> => {
    for (let i = 1; i <= times; i++) {
      await appDies(at, where);
      await seconds(1);
      say(`  ${i}/${times}`);
    }
    return `${times} × SIGKILL at this place`;
  };

async function postgresGone({ at }: Scene, forSeconds: number): Promise<string> {
  await at.postgres.kill();
  await seconds(forSeconds);
  await at.postgres.start();
  return `SIGKILL, away for ${forSeconds} s`;
}

const sink =
  (fault: SinkFault) =>
  async ({ at }: Scene, forSeconds: number): Promise<string> => {
    const sinks = at.apps.map((app) => app.sink);
    const disturbed = (): number => sinks.reduce((sum, one) => sum + one.disturbed(), 0);
    const before = disturbed();
    sinks.forEach((one) => one.set(fault));
    await seconds(forSeconds);
    sinks.forEach((one) => one.set(null));
    return `${disturbed() - before} bulks in ${forSeconds} s`;
  };

async function poison({ at }: Scene, records: number): Promise<string> {
  let left = records;
  await new Promise<void>((resolve) => {
    const spoil = (body: Buffer): Buffer => {
      const lines = body.toString('utf8').split('\n');
      const good = lines.findIndex((line) => line.includes('"valueType":"VARIABLE"'));
      if (left === 0 || good < 0 || !isFull(body)) return body;
      // What no program of ours reads; of a partition that there is not, so that nothing true is missing.
      const bad = (lines[good] as string)
        .replace(/"partitionId":\d+/, `"partitionId":${900 + left}`)
        .replace(/"value":"(?:[^"\\]|\\.)*"/, '"value":"{"');
      left--;
      if (left === 0) resolve();
      return Buffer.from([...lines.slice(0, good - 1), lines[good - 1], bad, ...lines.slice(good - 1)].join('\n'));
    };
    for (const app of at.apps) app.sink.before(spoil);
  });
  for (const app of at.apps) app.sink.before(null);
  return `${records} records that cannot be projected`;
}

async function clockJump({ people }: Scene, workingDays: number): Promise<string> {
  const monitor = people.get('monitor') as Person;
  for (let i = 0; i < workingDays;) {
    const { status } = await monitor.call('POST', '/api/demo/clock', { workingDays: 1 });
    if (status === 200) i++;
    await seconds(3);
  }
  return `${workingDays} × one working day ahead`;
}

// Larger than what others write on this disk meanwhile.
const MARGIN = 4 * 2 ** 30;

async function diskFull({ at }: Scene, forSeconds: number): Promise<string> {
  const file = join(at.dataDir, 'filler');
  const phase = async (): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${first(at.brokers).ports.monitoring}/actuator/partitions`);
    return answer.text();
  };
  try {
    await promisify(execFile)('fallocate', ['-l', String(2 * MARGIN), file]);
    for (let i = 0; i < 300 && !(await phase()).includes('"diskSpaceAvailable":false'); i++) {
      if (/"streamProcessorPhase":"PAUSED"/.test(await phase())) break;
      await sleep(200);
    }
    const paused = await phase();
    await seconds(forSeconds);
    return `engine's answer: ${/"streamProcessorPhase":"(\w+)"/.exec(paused)?.[1] ?? 'none'}, for ${forSeconds} s`;
  } finally {
    rmSync(file, { force: true });
  }
}

async function networkCut({ at }: Scene, forSeconds: number): Promise<string> {
  const wires = at.brokers.flatMap((broker) => broker.wires);
  wires.forEach((wire) => wire.set('cut'));
  await seconds(forSeconds);
  wires.forEach((wire) => wire.set('hang'));
  await seconds(forSeconds);
  wires.forEach((wire) => wire.set('open'));
  return `broken off for ${forSeconds} s, then silent for ${forSeconds} s`;
}

/** The app stands still with jobs in hand until they have expired, and goes on as if nothing had been. */
async function expiredJobs({ at, people, say }: Scene, times: number): Promise<string> {
  const app = at.apps.at(-1) as App;
  for (let i = 1; i <= times; i++) {
    app.freeze();
    await seconds(3);
    if (at.apps.length > 1) {
      // Jobs expire by the engine's clock.
      const later = (await (people.get('monitor') as Person).call('GET', '/api/demo/clock')).body as { now?: string };
      if (later.now)
        await (people.get('monitor') as Person).call('POST', '/api/demo/clock', {
          advanceTo: new Date(Date.parse(later.now) + 150_000).toISOString(),
        });
    } else await seconds(130);
    await seconds(5);
    app.thaw();
    await seconds(5);
    say(`  ${i}/${times}`);
  }
  return `${times} × an app stopped for longer than its jobs' time`;
}

/** Which broker leads the first partition. */
export async function leader(at: Installation): Promise<Broker> {
  for (;;) {
    for (const broker of at.brokers) {
      const answer = await fetch(`http://127.0.0.1:${broker.ports.monitoring}/actuator/partitions`, {
        signal: AbortSignal.timeout(2_000),
      }).catch(() => null);
      const partitions = (await answer?.json().catch(() => null)) as Record<string, { role: string }> | null;
      if (Object.values(partitions ?? {}).some(({ role }) => role === 'LEADER')) return broker;
    }
    await sleep(500);
  }
}

/** Signs in at one app, listens at another, acts at the first: the session holds and the event comes. Answers the case that was filed. */
export async function sharedByApps({ apps }: Installation): Promise<string> {
  const [one, two] = [first(apps).baseUrl, (apps.at(-1) as App).baseUrl];
  const clerk = await person([one], 'commerce.clerk');
  const there = new AbortController();
  const stream = await fetch(`${two}/api/events`, { headers: clerk.session(), signal: there.signal });
  if (!stream.ok) throw new Error(`events at the other app: ${stream.status}`);
  try {
    const filed = await clerk.call('POST', '/api/cases', {
      process: 'fast-track-decision',
      variables: { ...FILING, subject: '两个应用进程共享' },
    });
    if (filed.status !== 201) throw new Error(`filing: ${filed.status}`);
    const { id } = filed.body as { id: string };
    let heard = '';
    for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) {
      heard += Buffer.from(chunk).toString('utf8');
      if (/event: ?task/.test(heard) && heard.includes(id)) break;
    }
    const seen = await fetch(`${two}/api/cases/${id}`, { headers: clerk.session() });
    if (!seen.ok) throw new Error(`the case at the other app: ${seen.status}`);
    // Guesses at both apps are counted together.
    const guess = async (base: string): Promise<number> => {
      const answer = await fetch(`${base}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'nobody', password: 'wrong' }),
      });
      return answer.status;
    };
    const guesses: number[] = [];
    for (let i = 0; i < 6; i++) guesses.push(await guess(i % 2 === 0 ? one : two));
    if (guesses.join(' ') !== '401 401 401 401 401 429') throw new Error(`guesses were answered ${guesses.join(' ')}`);
    const left = await fetch(`${two}/api/session`, { method: 'DELETE', headers: clerk.session() });
    if (!left.ok) throw new Error(`signing out at the other app: ${left.status}`);
    const after = await clerk.call('GET', '/api/session');
    if (after.status !== 401) throw new Error(`still signed in at the first app: ${after.status}`);
    return id;
  } finally {
    there.abort();
  }
}

async function cluster({ at, beside, say }: Scene, rounds: number): Promise<string> {
  beside.push(await sharedByApps(at));
  for (let i = 1; i <= rounds; i++) {
    const led = await leader(at);
    say(`  ${led.name} leads: SIGKILL`);
    await led.kill();
    await seconds(15);
    await led.start();
    await seconds(20);
    const other = await leader(at);
    say(`  ${other.name} leads: SIGSTOP for a minute`);
    other.freeze();
    await seconds(60);
    other.thaw();
    await seconds(15);
    const app = at.apps[i % at.apps.length] as App;
    say(`  ${app.name}: SIGKILL`);
    await app.kill();
    await seconds(15);
    await app.start();
    await at.ready();
    await seconds(10);
  }
  return `session and events at both apps; ${rounds} × (leader killed and started again, leader stopped for a minute, an app killed and started again)`;
}

/** Diagrams that nobody drew, seeds 1 to `seeds`, while app and engine die and answers are refused. */
async function random({ at, say }: Scene, seeds: number): Promise<string> {
  const disturbances = [
    async () => {
      await first(at.apps).kill();
      await first(at.apps).start();
    },
    async () => {
      await first(at.brokers).kill();
      await first(at.brokers).start();
    },
    async () => {
      first(at.apps).sink.set('503');
      await seconds(3);
      first(at.apps).sink.set(null);
    },
  ];
  let turn = 0;
  const instances = await runRandom(at, {
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
    say,
    async disturb() {
      await seconds(3 + Math.random() * 5);
      await disturbances[turn++ % disturbances.length]?.();
      await at.ready();
    },
  });
  return `${seeds} random diagrams, ${instances} instances, ${turn} × app or engine killed or answers refused`;
}

/** The engine believes its disk to be full when 4 GiB less than now are left. */
function nearLimit(settings: { zeebe: { broker: Record<string, unknown> } }): void {
  const { bavail, bsize } = statfsSync('/tmp');
  const limit = Math.floor((bavail * bsize - MARGIN) / 2 ** 20);
  const data = settings.zeebe.broker.data as Record<string, unknown>;
  // The engine insists on the second being less.
  data.disk = { freeSpace: { processing: `${limit}MB`, replication: `${limit - 1}MB` } };
}

export const FAULTS: Record<string, Fault> = {
  cluster: { size: { brokers: 3, apps: 2, partitions: 3, heap: '384m' }, usual: 1, strike: cluster },
  random: { usual: 20, strike: random },
  'broker-kills': { usual: 20, strike: brokerKills },
  'app-kills': { usual: 10, strike: appKills },
  'app-before-commit': { usual: 5, strike: appAt('before-commit') },
  'app-before-reply': { usual: 5, strike: appAt('before-reply') },
  'app-after-commit': { usual: 5, strike: appAt('after-commit') },
  'postgres-gone': { usual: 300, strike: postgresGone },
  'sink-503': { usual: 20, strike: sink('503') },
  'sink-429': { usual: 20, strike: sink('429') },
  'sink-413': { usual: 20, strike: sink('413') },
  'sink-empty': { usual: 20, strike: sink('empty') },
  'sink-half': { usual: 20, strike: sink('half') },
  'sink-slow': { usual: 20, strike: sink('slow') },
  poison: { usual: 5, strike: poison, quarantined: (amount) => amount },
  'clock-jump': { usual: 8, strike: clockJump },
  'disk-full': { usual: 20, strike: diskFull, size: { settings: nearLimit } },
  'network-cut': { usual: 20, strike: networkCut },
  'expired-jobs': { usual: 1, strike: expiredJobs },
  'two-workers': { usual: 3, strike: expiredJobs, size: { apps: 2 } },
};
