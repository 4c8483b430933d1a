import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { createEndpoint } from '../../api/projection/endpoint.ts';
import { fetchEngine } from '../../engine/fetch.ts';
import { findJava } from '../../engine/java.ts';
import { engineSettings } from '../../engine/start.ts';
import { DEFAULT_ENGINE_VERSION } from '../../engine/versions.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import { anyPort } from '../../scripts/stack/ports.ts';
import { end, identify } from '../../scripts/stack/processes.ts';
import { eventually } from '../support/stack.ts';

const MINUTES = 60_000;

test('the exporters of a server are those of the launcher', () => {
  const file = readFileSync('engine/exporters.yaml', 'utf8')
    .replace(/^#.*$/m, '')
    // Several apps are named as a whole.
    .replaceAll(/\$\{RECORDS_URL:(.*)\}"/g, '$1"');
  const settings = engineSettings({
    java: '',
    home: '',
    version: '8.5.8',
    dataDir: '',
    ports: { grpc: 0, rest: 0, monitoring: 0, command: 0, internal: 0 },
    records: { host: '${RECORDS_HOST}', port: '${RECORDS_PORT}' as never, password: '${RECORDS_PASSWORD}' },
    clockControlled: false,
  }) as { zeebe: { broker: { exporters: unknown } } };
  expect(JSON.parse(file)).toEqual({ zeebe: { broker: { exporters: settings.zeebe.broker.exporters } } });
});

// The same was seen with `broker-0`, whose exporters are given several addresses at once; one engine start is enough for each run.
test.each(['engine'])(
  'an engine of its own, started with this file and the environment of docker-compose.yml (%s), brings both exporters’ records',
  async (service) => {
    const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
      services: Record<string, { environment: Record<string, string> }>;
    };
    const password = 'a password of the records';
    const got: string[] = [];
    const endpoint = createEndpoint({
      password,
      maxBytes: 64 << 20,
      onBulk: (body) => Promise.resolve(void got.push(body.toString())),
      onError: (error) => got.push(String(error)),
      onRefused: () => got.push('refused'),
    });
    await new Promise<void>((done) => endpoint.listen(0, '127.0.0.1', done));
    const { port } = endpoint.address() as AddressInfo;
    const [grpc, rest, monitoring, command, internal] = await Promise.all(Array.from({ length: 5 }, anyPort));
    const folder = mkdtempSync(join(tmpdir(), 'lixia-exporters-'));
    const found = { cacheDir: '.cache', log: () => undefined };
    const here = { RECORDS_HOST: '127.0.0.1', RECORDS_PORT: String(port), RECORDS_PASSWORD: password };
    const given = services[service]!.environment;
    const child = spawn(join(await fetchEngine({ version: DEFAULT_ENGINE_VERSION, ...found }), 'bin/broker'), {
      cwd: folder,
      detached: true,
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        JAVACMD: await findJava(found),
        ...given,
        ...here,
        ...(given.RECORDS_URL && { RECORDS_URL: `http://127.0.0.1:${port},http://localhost:${port}` }),
        SPRING_CONFIG_ADDITIONAL_LOCATION: given.SPRING_CONFIG_ADDITIONAL_LOCATION!.replace(
          '/etc/lixia',
          resolve('engine'),
        ),
        // What differs from a container: one machine, one broker, a folder and ports of its own.
        JAVA_TOOL_OPTIONS: '-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
        ZEEBE_BROKER_CLUSTER_CLUSTERSIZE: '1',
        ZEEBE_BROKER_CLUSTER_PARTITIONSCOUNT: '1',
        ZEEBE_BROKER_CLUSTER_REPLICATIONFACTOR: '1',
        ZEEBE_BROKER_CLUSTER_INITIALCONTACTPOINTS: '',
        ZEEBE_BROKER_NETWORK_HOST: '127.0.0.1',
        ZEEBE_BROKER_NETWORK_ADVERTISEDHOST: '127.0.0.1',
        ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT: String(command),
        ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT: String(internal),
        ZEEBE_BROKER_GATEWAY_NETWORK_HOST: '127.0.0.1',
        ZEEBE_BROKER_GATEWAY_NETWORK_PORT: String(grpc),
        ZEEBE_BROKER_DATA_DIRECTORY: join(folder, 'data'),
        ZEEBE_LOG_APPENDER: 'Console',
        SERVER_PORT: String(rest),
        MANAGEMENT_SERVER_PORT: String(monitoring),
      },
    });
    const engine = createZeebeClient({
      grpcAddress: `127.0.0.1:${grpc}`,
      restAddress: `http://127.0.0.1:${rest}`,
      engineVersion: DEFAULT_ENGINE_VERSION,
    });
    try {
      const model = { name: 'limit-alone.bpmn', content: readFileSync('test/deadlines/limit-alone.bpmn') };
      await eventually(() => engine.deploy([model]), 3 * MINUTES, 300);
      await engine.publishMessage({
        name: 'start-limit-alone-test',
        correlationKey: 'one',
        messageId: 'one',
        timeToLiveMs: 0,
        variables: { caseId: 'of-exporters' },
      });
      // The variable goes by the quick one too.
      await eventually(() => {
        for (const index of ['full_process_', 'live_variable_', 'full_variable_'])
          expect(got.join('')).toContain(`"_index":"${index}`);
      }, MINUTES);
      expect(got).not.toContain('refused');
    } finally {
      await engine.close();
      await end(identify(child.pid!), 'SIGKILL', 10_000);
      endpoint.close();
      endpoint.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  5 * MINUTES,
);
