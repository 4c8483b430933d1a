import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchEngine } from '../../engine/fetch.ts';
import { findJava } from '../../engine/java.ts';
import { startPostgres } from '../../engine/postgres.ts';
import { type EnginePorts, engineSettings, type EngineStart, startEngine } from '../../engine/start.ts';
import { DEFAULT_ENGINE_VERSION } from '../../engine/versions.ts';
import { startApp } from '../stack/app.ts';
import { readSecrets } from '../stack/data-dir.ts';
import { anyPort } from '../stack/ports.ts';
import { end, identify } from '../stack/processes.ts';
import { findProject } from '../stack/spawn.ts';
import { healthy, reachable, until } from '../stack/wait.ts';
import { openSink, openWire, type Sink, type Wire } from './proxy.ts';
import { Witness } from './witness.ts';

/** A process of the installation that faults come over. */
export interface Part {
  name: string;
  start(): Promise<void>;
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>;
  /** In good order. */
  stop(): Promise<void>;
  /** SIGSTOP and SIGCONT: it is there and does nothing. */
  freeze(): void;
  thaw(): void;
  running(): boolean;
}

export interface Broker extends Part {
  ports: EnginePorts;
  /** Between the apps and this broker. */
  wires: Wire[];
}

export interface App extends Part {
  baseUrl: string;
  /** Between the exporters and this app. */
  sink: Sink;
}

export interface Installation {
  brokers: Broker[];
  apps: App[];
  postgres: Part;
  databaseUrl: string;
  dataDir: string;
  engineVersion: string;
  witness: Witness;
  /** Apps, engine and database answer (health 200 everywhere). */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export interface Size {
  brokers?: number;
  apps?: number;
  partitions?: number;
  heap?: string;
  /** Changes the engine's settings. */
  settings?: (settings: { zeebe: { broker: Record<string, unknown> } }) => void;
  say?: (line: string) => void;
  /** Given up while it opens: what has been started is ended, then the reason is thrown. */
  signal?: AbortSignal;
}

/**
 * A whole installation on this machine whose parts can be killed, stopped and cut off from each other, with a witness that has an exporter
 * of its own. Apps share database and files; each takes part in everything.
 */
export async function openInstallation({
  brokers: brokerCount = 1,
  apps: appCount = 1,
  partitions = 1,
  heap,
  settings,
  say = () => undefined,
  signal,
}: Size = {}): Promise<Installation> {
  const project = findProject(dirname(fileURLToPath(import.meta.url)));
  const dataDir = mkdtempSync(join(tmpdir(), 'lixia-faults-'));
  const closers: (() => Promise<unknown>)[] = [];
  const givenUp = (): Error | undefined => (signal?.aborted ? new Error('given up') : undefined);
  const goOn = (line: string): void => {
    if (givenUp()) throw givenUp();
    say(line);
  };
  const close = async (): Promise<void> => {
    for (const one of closers.reverse()) await one();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    mkdirSync(join(dataDir, 'logs'), { recursive: true });
    const secrets = readSecrets(dataDir);
    const version = process.env.ENGINE_VERSION || DEFAULT_ENGINE_VERSION;
    const found = { cacheDir: join(project, '.cache'), log: say };
    const home = await fetchEngine({ version, ...found, archive: process.env.ENGINE_ARCHIVE || undefined });
    const java = await findJava(found);

    goOn('启动数据库');
    const databasePort = await anyPort();
    let databaseUrl = '';
    const postgres = part('postgres', 'SIGINT', async () => {
      const started = await startPostgres({
        dataDir,
        port: databasePort,
        password: secrets.databasePassword,
        durable: false,
        log: say,
      });
      databaseUrl = started.url;
      return started.process;
    });
    closers.push(() => postgres.kill());
    await postgres.start();

    const witness = new Witness();
    const witnessPort = await witness.listen(secrets.recordsPassword);
    closers.push(() => witness.close());

    const enginePorts = await Promise.all(Array.from({ length: brokerCount }, portsOfBroker));
    const wires = await Promise.all(
      enginePorts.map(({ grpc, rest, monitoring }) =>
        Promise.all([grpc, rest, monitoring].map((port) => openWire(port))),
      ),
    );
    closers.push(() => Promise.all(wires.flat().map((wire) => wire.close())));
    const through = (which: number, prefix: string): string =>
      wires.map((of) => `${prefix}127.0.0.1:${of[which]!.port}`).join(',');

    goOn(`启动应用（${appCount}）`);
    const apps: App[] = [];
    for (let i = 0; i < appCount; i++) {
      const [http, records] = [await anyPort(), await anyPort()];
      const folder = join(dataDir, `app-${i + 1}`);
      mkdirSync(join(folder, 'logs'), { recursive: true });
      const env: Record<string, string> = {
        PORT: String(http),
        HOST: '127.0.0.1',
        DATABASE_URL: databaseUrl,
        ZEEBE_GRPC_ADDRESS: through(0, ''),
        ZEEBE_REST_ADDRESS: through(1, 'http://'),
        ZEEBE_MONITORING_ADDRESS: through(2, 'http://'),
        ENGINE_VERSION: version,
        RECORDS_HOST: '127.0.0.1',
        RECORDS_PORT: String(records),
        RECORDS_PASSWORD: secrets.recordsPassword,
        SESSION_SECRET: secrets.sessionSecret,
        DATA_DIR: dataDir,
        DEMO: '1',
        DEMO_CASES: '0',
        WEBHOOK_PRIVATE: '1',
      };
      const sink = await openSink(records);
      closers.push(() => sink.close());
      const app = part(`app-${i + 1}`, 'SIGTERM', () =>
        Promise.resolve(startApp({ entry: join(project, 'dist/api/start.js'), dataDir: folder, env })),
      );
      closers.push(() => app.kill());
      apps.push({ ...app, baseUrl: `http://127.0.0.1:${http}`, sink });
      await app.start();
      const late = (): Error => new Error(`app ${i + 1} does not listen, see ${folder}/logs/app.log`);
      await until(() => reachable(records), 90_000, givenUp, late);
    }

    goOn(`启动引擎（${brokerCount} 个节点，${partitions} 个分区）`);
    const [first, ...others] = apps.map(({ sink }) => ({ host: '127.0.0.1', port: sink.port }));
    const brokers = enginePorts.map((ports, nodeId): Broker => {
      const options: EngineStart = {
        java,
        home,
        version,
        dataDir: join(dataDir, `broker-${nodeId}`),
        ports,
        records: { ...first!, password: secrets.recordsPassword, also: others },
        clockControlled: true,
        shortLived: true,
        durable: false,
        heap,
        cluster: {
          nodeId,
          contactPoints: enginePorts.map(({ internal }) => `127.0.0.1:${internal}`),
          partitions,
          replication: brokerCount,
        },
      };
      const broker = part(`broker-${nodeId}`, 'SIGTERM', () => {
        const all = withWitness(options, witnessPort);
        settings?.(all);
        return Promise.resolve(startEngine(options, all));
      });
      closers.push(() => broker.kill());
      return { ...broker, ports, wires: wires[nodeId]! };
    });
    await Promise.all(brokers.map((broker) => broker.start()));

    const ready = async (): Promise<void> => {
      // One that has ended by itself will not come by waiting.
      const ended = (): Error | undefined => {
        const error = givenUp();
        if (error) return error;
        const one = [...brokers, ...apps].find((part) => !part.running());
        return one && new Error(`${one.name} has ended, see ${dataDir}`);
      };
      for (const { baseUrl, name } of apps)
        await until(
          () => healthy(`${baseUrl}/api/health`),
          300_000,
          ended,
          () => new Error(`${name} did not become healthy, see ${dataDir}`),
        );
    };
    await ready();
    if (givenUp()) throw givenUp();
    return { brokers, apps, postgres, databaseUrl, dataDir, engineVersion: version, witness, ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Everything that the app is told, and the jobs besides, to somebody who has nothing to do with the app. */
function withWitness(options: EngineStart, port: number): { zeebe: { broker: Record<string, unknown> } } {
  const settings = engineSettings(options) as {
    zeebe: { broker: { exporters: Record<string, { className: string; args: Record<string, unknown> }> } };
  };
  const { full } = settings.zeebe.broker.exporters;
  settings.zeebe.broker.exporters.witness = {
    className: full!.className,
    args: {
      ...full!.args,
      url: `http://127.0.0.1:${port}`,
      index: { ...(full!.args.index as object), prefix: 'witness' },
    },
  };
  return settings;
}

async function portsOfBroker(): Promise<EnginePorts> {
  const [grpc, rest, monitoring, command, internal] = await Promise.all(Array.from({ length: 5 }, anyPort));
  return { grpc: grpc!, rest: rest!, monitoring: monitoring!, command: command!, internal: internal! };
}

function part(name: string, goodbye: NodeJS.Signals, launch: () => Promise<ChildProcess>): Part {
  let child: ChildProcess | null = null;
  const halt = async (signal: NodeJS.Signals, patienceMs: number): Promise<void> => {
    const running = child;
    child = null;
    if (!running?.pid || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    // One that stands still would not hear it.
    running.kill('SIGCONT');
    await end(identify(running.pid), signal, patienceMs);
    await ended;
  };
  return {
    name,
    async start() {
      if (child?.exitCode === null && child.signalCode === null) return;
      child = await launch();
    },
    kill: () => halt('SIGKILL', 5_000),
    stop: () => halt(goodbye, 30_000),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    running: () => child !== null && child.exitCode === null && child.signalCode === null,
  };
}
