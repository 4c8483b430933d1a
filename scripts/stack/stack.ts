import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fetchEngine } from '../../engine/fetch.ts';
import { findJava } from '../../engine/java.ts';
import { startPostgres } from '../../engine/postgres.ts';
import { startEngine } from '../../engine/start.ts';
import { appEnvironment, lastErrors, startApp } from './app.ts';
import { prepareDataDir, readSecrets } from './data-dir.ts';
import { createPidFile, endLeftOvers, type PidFile, type Role, takeLock } from './lock.ts';
import { choosePorts, type Ports } from './ports.ts';
import { createService, type Service, type ServiceOptions } from './service.ts';
import { StartError } from '../../engine/start-error.ts';
import { SETTINGS_FILE } from '../backup/installation.ts';
import { healthy, reachable, until } from './wait.ts';

export interface StackOptions {
  port: number;
  dataDir: string;
  cacheDir: string;
  engineVersion: string;
  /** The app's start file. */
  appEntry: string;
  /** A database of the site's instead of our own. */
  databaseUrl?: string | undefined;
  engineArchive?: string | undefined;
  /** Before the app sees the database for the first time: tests set the clock here. */
  prepareDatabase?(url: string): Promise<void>;
  /** false: the engine as a server has it; ready later, faster in the long run. */
  shortLived?: boolean | undefined;
  /** false: what is written need not outlive the machine, only the processes (tests). */
  durable?: boolean | undefined;
  /** Business time begins before the present. */
  clockGoesBack?: boolean | undefined;
  /** Further settings of the app. */
  env?: Record<string, string> | undefined;
  step(line: string): void;
  log(line: string): void;
}

export interface Stack {
  ports: Ports;
  baseUrl: string;
  databaseUrl: string;
  services: Partial<Record<Role, Service>>;
  /** Resolves when GET /api/health answers 200. */
  ready(): Promise<void>;
  /** App first (it drains), then engine, then database. */
  close(): Promise<void>;
}

const EARLY_CRASHES = 2;

export interface StackHold {
  start(): Promise<Stack>;
  close(): Promise<void>;
  /** Kills what runs, without order. */
  abandon(): void;
}

/** Takes hold of the data folder. What follows can be closed at any moment, also half-way through its start. */
export function openStack(options: StackOptions): StackHold {
  const dataDir = resolve(options.dataDir);
  prepareDataDir(dataDir);
  const release = takeLock(dataDir);
  const services: Stack['services'] = {};
  let closing: Promise<void> | undefined;
  let pids: PidFile | undefined;

  async function closeAll(): Promise<void> {
    for (const role of ['app', 'engine', 'postgres'] as const) await services[role]?.stop();
    pids?.remove();
    release();
  }
  const close = (): Promise<void> => (closing ??= closeAll());

  async function start(): Promise<Stack> {
    const { cacheDir, engineVersion: version, step, log } = options;
    await endLeftOvers(dataDir, log);
    const ports = await choosePorts(options.port);
    const secrets = readSecrets(dataDir);
    const pidFile = (pids = createPidFile(dataDir));
    const openedAt = Date.now();
    let ready = false;
    let crashes = 0;
    let failure: Error | undefined;

    function addService(
      role: Role,
      label: string,
      part: Pick<ServiceOptions, 'launch' | 'stopSignal' | 'stopMs'>,
    ): Service {
      return (services[role] = createService({
        label,
        log,
        onStarted: (pid) => pidFile.started(role, pid),
        onEnded: () => pidFile.ended(role),
        onCrash: (how) => {
          // What never ran will hardly do so at the next try: say why instead.
          if (ready || ++crashes < EARLY_CRASHES) return true;
          failure = new StartError([`${label}无法启动（${how}）。`, ...lastErrors(dataDir, role, openedAt)].join('\n'));
          return false;
        },
        ...part,
      }));
    }
    const check = (): Error | undefined => failure ?? (closing && new StartError('启动已取消。'));

    step('准备 Zeebe 引擎');
    const home = await fetchEngine({ version, cacheDir, archive: options.engineArchive, log });
    const java = await findJava({ cacheDir, log });
    log(`引擎 ${version}，Java：${java}`);

    step('启动数据库');
    let databaseUrl = options.databaseUrl;
    if (!databaseUrl) {
      const postgres = addService('postgres', '数据库', {
        launch: async () => {
          const { url, process } = await startPostgres({
            dataDir,
            port: ports.postgres,
            password: secrets.databasePassword,
            durable: options.durable,
            log,
          });
          databaseUrl = url;
          return process;
        },
        stopSignal: 'SIGINT',
        stopMs: 20_000,
      });
      await postgres.start();
    }
    await options.prepareDatabase?.(databaseUrl!);

    step('启动应用');
    const records = { host: '127.0.0.1', port: ports.records, password: secrets.recordsPassword };
    const env = { ...appEnvironment({ ports, version, dataDir, databaseUrl: databaseUrl!, secrets }), ...options.env };
    // For commands beside it, as a backup.
    writeFileSync(join(dataDir, SETTINGS_FILE), JSON.stringify(env, null, 1), { mode: 0o600 });
    const app = addService('app', '应用', {
      launch: async () => startApp({ entry: options.appEntry, dataDir, env }),
      stopSignal: 'SIGTERM',
      stopMs: 25_000,
    });
    if (!closing) await app.start();
    // The exporters back off for seconds when nobody listens at their first try.
    const appLate = () => new StartError(`应用没有及时启动，日志：${join(dataDir, 'logs/app.log')}`);
    await until(() => reachable(ports.records), 90_000, check, appLate);

    step('启动流程引擎');
    const engine = addService('engine', '流程引擎', {
      launch: async () =>
        startEngine({
          java,
          home,
          version,
          dataDir,
          ports,
          records,
          clockControlled: true,
          shortLived: options.shortLived ?? true,
          clockGoesBack: options.clockGoesBack,
          durable: options.durable,
        }),
      stopSignal: 'SIGTERM',
      stopMs: 30_000,
    });
    if (!closing) await engine.start();

    const baseUrl = `http://127.0.0.1:${ports.http}`;
    return {
      ports,
      baseUrl,
      databaseUrl: databaseUrl!,
      services,
      close,
      async ready() {
        const late = () => new StartError(`系统没有在 5 分钟内就绪，日志：${join(dataDir, 'logs')}`);
        await until(() => healthy(`${baseUrl}/api/health`), 300_000, check, late);
        ready = true;
      },
    };
  }

  const abandon = (): void => Object.values(services).forEach((service) => service.abandon());
  return { start, close, abandon };
}
