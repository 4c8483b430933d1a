import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classPath, dropWhenBroken, startCacheFile } from './start-cache.ts';
import { StartError } from './start-error.ts';

export interface EnginePorts {
  grpc: number;
  rest: number;
  monitoring: number;
  command: number;
  internal: number;
}

export interface EngineStart {
  java: string;
  home: string;
  version: string;
  dataDir: string;
  ports: EnginePorts;
  /** Where the exporters post; `also`: further apps of the same installation, each as good as the first. */
  records: { host: string; port: number; password: string; also?: { host: string; port: number }[] | undefined };
  /** The clock can be moved by anyone who reaches the monitoring port: demonstration and tests only. */
  clockControlled: boolean;
  /** Demonstrations and tests: ready sooner, slower in the long run. */
  shortLived?: boolean | undefined;
  /** false: what is written need not outlive the machine, only the processes (tests). */
  durable?: boolean | undefined;
  /** Its clock will be moved back: a flush that it has already scheduled in the present would then not come for months. */
  clockGoesBack?: boolean | undefined;
  /** One of several brokers; alone when left out. */
  cluster?: ClusterMember | undefined;
  /** JVM setting, 512m when left out. */
  heap?: string | undefined;
  /** A file in which Java keeps the classes of this run when it ends (start-cache.ts). */
  keepClassesIn?: string | undefined;
}

export interface ClusterMember {
  /** 0, 1, 2 ... */
  nodeId: number;
  /** Internal address (host:port) of each broker. */
  contactPoints: string[];
  partitions: number;
  /** Brokers that hold each partition. */
  replication: number;
}

/** All record types that the exporter of 8.5 can be told to send. */
const RECORD_TYPES =
  'checkpoint commandDistribution compensationSubscription decision decisionEvaluation decisionRequirements deployment ' +
  'deploymentDistribution error escalation form incident job jobBatch message messageBatch messageStartEventSubscription ' +
  'messageSubscription process processEvent processInstance processInstanceBatch processInstanceCreation ' +
  'processInstanceMigration processInstanceModification processMessageSubscription resourceDeletion signal ' +
  'signalSubscription timer userTask variable variableDocument';

/** What people wait for, record by record. */
const LIVE = ['userTask', 'variable'];
/** What the read model is made of, in bulks. Jobs and messages stay out: they repeat whole variables and nothing reads them. */
const FULL =
  'process decision decisionRequirements form processInstance userTask timer incident variable decisionEvaluation ' +
  'escalation error processMessageSubscription processInstanceMigration processInstanceModification';

export function engineDataDir(dataDir: string, version: string): string {
  return join(dataDir, 'engine', version);
}

/** Spring settings of one broker with its gateway, reachable from this machine only. */
export function engineSettings({
  version,
  dataDir,
  ports,
  records,
  clockGoesBack,
  durable = true,
  cluster,
}: EngineStart): object {
  const exporter = (prefix: string, types: string[], bulk: { size: number; delay: number }) => ({
    className: 'io.camunda.zeebe.exporter.ElasticsearchExporter',
    args: {
      url: [records, ...(records.also ?? [])].map(({ host, port }) => `http://${host}:${port}`).join(','),
      authentication: { username: 'zeebe', password: records.password },
      bulk,
      index: {
        prefix,
        createTemplate: false,
        command: false,
        rejection: false,
        event: true,
        ...Object.fromEntries(RECORD_TYPES.split(' ').map((type) => [type, types.includes(type)])),
      },
    },
  });
  return {
    server: { address: '127.0.0.1', port: ports.rest },
    management: { server: { address: '127.0.0.1', port: ports.monitoring } },
    zeebe: {
      broker: {
        network: {
          host: '127.0.0.1',
          commandApi: { port: ports.command },
          internalApi: { port: ports.internal },
        },
        gateway: { network: { host: '127.0.0.1', port: ports.grpc } },
        data: { directory: engineDataDir(dataDir, version), logSegmentSize: '32MB' },
        cluster: {
          ...(durable ? {} : { raft: { flush: { enabled: false } } }),
          ...(cluster && {
            nodeId: cluster.nodeId,
            clusterSize: cluster.contactPoints.length,
            partitionsCount: cluster.partitions,
            replicationFactor: cluster.replication,
            initialContactPoints: cluster.contactPoints,
          }),
        },
        exporters: {
          live: exporter('live', LIVE, { size: 1, delay: 1 }),
          full: exporter('full', FULL.split(' '), { size: clockGoesBack ? 1 : 1000, delay: 1 }),
        },
      },
    },
  };
}

/** Starts the engine as a process of its own group, so that Ctrl-C reaches it only through the launcher. */
export function startEngine(options: EngineStart, settings: object = engineSettings(options)): ChildProcess {
  const { java, home, version, dataDir } = options;
  const data = engineDataDir(dataDir, version);
  const logs = join(dataDir, 'logs');
  mkdirSync(data, { recursive: true });
  mkdirSync(logs, { recursive: true });
  const console = openSync(join(logs, 'engine-console.log'), 'w');
  // A server starts seldom and runs for long: what classes of a short run do to that has not been measured.
  const kept = options.keepClassesIn || !options.shortLived ? null : startCacheFile(java, home);
  const cache = kept && existsSync(kept) ? kept : null;
  const engine = spawn(
    java,
    [
      `-Xmx${options.heap ?? '512m'}`,
      '-XX:+ExitOnOutOfMemoryError',
      '-XX:+UseSerialGC',
      ...(cache ? [`-XX:AOTCache=${cache}`] : []),
      ...(options.keepClassesIn ? [`-XX:AOTCacheOutput=${options.keepClassesIn}`] : []),
      // What the second compiler takes at the start, half of the time until ready on two cores, a short run hardly earns back.
      ...(options.shortLived ? ['-XX:TieredStopAtLevel=1'] : []),
      '-Dfile.encoding=UTF-8',
      '-Duser.timezone=Asia/Shanghai',
      // The engine's own rolling log goes to <app.home>/logs.
      `-Dapp.home=${dataDir}`,
      `-Dbasedir=${data}`,
      `-Dlog4j2.configurationFile=${join(home, 'config/log4j2.xml')}`,
      `-Dspring.config.additional-location=file:${join(home, 'config')}/`,
      '-cp',
      classPath(home),
      mainClass(home),
    ],
    {
      cwd: data,
      detached: true,
      stdio: ['ignore', 'ignore', console],
      env: {
        ...process.env,
        SPRING_APPLICATION_JSON: JSON.stringify(settings),
        ...(options.clockControlled ? { ZEEBE_CLOCK_CONTROLLED: 'true' } : {}),
      },
    },
  );
  if (cache) dropWhenBroken(engine, cache);
  return engine;
}

/** Its name moved between versions; the archive's own script knows it. */
export function mainClass(home: string): string {
  const script = readFileSync(join(home, 'bin/broker'), 'utf8');
  const name = /\bio\.camunda\.[\w.]*StandaloneBroker\b/.exec(script)?.[0];
  if (!name) throw new StartError(`引擎目录不完整：${home}，请删除后重新启动。`);
  return name;
}
