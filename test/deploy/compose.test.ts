import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readConfig } from '../../api/config.ts';

interface Service {
  image?: string;
  build?: string;
  profiles?: string[];
  environment: Record<string, string>;
  networks: string[];
  ports?: string[];
  volumes?: string[];
  depends_on?: string[] | Record<string, unknown>;
  restart?: string;
  deploy?: { resources: { limits: { memory: string } } };
  healthcheck?: { test: string[] };
  secrets?: string[];
}
const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
};
const dockerfile = readFileSync('Dockerfile', 'utf8');
const of = (profile: string) =>
  Object.entries(compose.services).filter(([, s]) => !s.profiles || s.profiles.includes(profile));
const setting = (service: Service, name: string) => service.environment[name]?.split(',') ?? [];

describe.each(['single', 'cluster'])('docker-compose.yml, profile %s', (profile) => {
  const services = of(profile);
  const names = services.map(([name]) => name);

  test('each service is pinned, limited, comes back by itself, and waits only for what is there', () => {
    for (const [, s] of services) {
      expect(s.build ?? s.image).toMatch(/^\.$|:\d+\.\d+(\.\d+)?(-\w+)?$/);
      expect(s.restart).toBe('unless-stopped');
      expect(s.deploy?.resources.limits.memory).toBeDefined();
      const waitsFor = Array.isArray(s.depends_on) ? s.depends_on : Object.keys(s.depends_on ?? {});
      expect(names).toEqual(expect.arrayContaining(waitsFor));
      for (const volume of s.volumes ?? [])
        if (!volume.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
  });

  test('each service says whether it is well, and takes its secrets from files', () => {
    for (const [name, s] of services) {
      // The app's is in its image.
      const check = s.healthcheck?.test.join(' ') ?? (s.build ? (/^HEALTHCHECK .*$/m.exec(dockerfile)?.[0] ?? '') : '');
      expect([name, check]).toEqual([name, expect.stringMatching(/pg_isready|9600|api\/health/)]);
      for (const secret of s.secrets ?? []) {
        expect(compose.secrets[secret]).toEqual({ file: `./secrets/${secret}` });
        expect(Object.values(s.environment)).toContain(`/run/secrets/${secret}`);
      }
      for (const [setting, value] of Object.entries(s.environment ?? {}))
        if (/PASSWORD|SECRET|DATABASE_URL/.test(setting))
          // The exporters take theirs from the environment only; whoever starts the whole gives it.
          expect([setting, value]).toEqual([
            setting,
            expect.stringMatching(setting.endsWith('_FILE') ? /^\/run\/secrets\// : /^\$\{RECORDS_PASSWORD:\?/),
          ]);
    }
  });

  test('one address is reached from the server itself, the engine and the records from nowhere outside', () => {
    expect(services.flatMap(([, s]) => s.ports ?? [])).toEqual(['127.0.0.1:3000:3000']);
    for (const [, s] of services) expect(s.networks).toContain('private');
    // Apps send mail and webhooks and ask the district's provider; the others have no way out.
    for (const [name, s] of services)
      expect([name, s.networks.includes('public')]).toEqual([name, Boolean(s.build) || name === 'address']);
  });

  test('the apps take their settings and name every broker, the brokers every app', () => {
    const apps = services.filter(([, s]) => s.build);
    const brokers = services.filter(([, s]) => s.image?.startsWith('camunda/zeebe'));
    for (const [, app] of apps) {
      const { gateways } = readConfig({
        ...Object.fromEntries(Object.entries(app.environment).filter(([name]) => !name.endsWith('_FILE'))),
        DATABASE_URL: 'postgresql://x',
        RECORDS_PASSWORD: 'x'.repeat(16),
        SESSION_SECRET: 'x'.repeat(32),
      });
      expect(gateways.map(({ grpc }) => grpc.split(':')[0])).toEqual(brokers.map(([name]) => name));
    }
    for (const [, broker] of brokers) {
      const urls = broker.environment.RECORDS_URL ?? `http://${broker.environment.RECORDS_HOST}:3001`;
      expect(urls.split(',')).toEqual(apps.map(([name]) => `http://${name}:3001`));
    }
  });
});

test('three brokers know each other and themselves, and the address leads to both apps', () => {
  const brokers = of('cluster').filter(([, s]) => s.image?.startsWith('camunda/zeebe'));
  expect(brokers).toHaveLength(3);
  brokers.forEach(([name, s], i) => {
    expect(s.environment).toMatchObject({
      ZEEBE_BROKER_CLUSTER_NODEID: String(i),
      ZEEBE_BROKER_NETWORK_ADVERTISEDHOST: name,
      ZEEBE_BROKER_CLUSTER_CLUSTERSIZE: '3',
      ZEEBE_BROKER_CLUSTER_REPLICATIONFACTOR: '3',
    });
    expect(setting(s, 'ZEEBE_BROKER_CLUSTER_INITIALCONTACTPOINTS')).toEqual(brokers.map(([other]) => `${other}:26502`));
  });
  const proxy = readFileSync('deploy/haproxy/haproxy.cfg', 'utf8');
  const led = [...proxy.matchAll(/^ +server (\S+) (\S+):3000$/gm)].map(([, , host]) => host);
  expect(led).toEqual(
    of('cluster')
      .filter(([, s]) => s.build)
      .map(([name]) => name),
  );
});

test('the image is pinned, holds what a server installation holds of the program, and does not run as root', () => {
  expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual(
    [1, 2].map(() => expect.stringMatching(/^node:\d+\.\d+-\w+-slim$/)),
  );
  const lines = dockerfile.split('\n');
  expect(lines.indexOf('USER node')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('FROM ')));
  expect(lines.indexOf('USER node')).toBeLessThan(lines.findIndex((line) => line.startsWith('CMD ')));
  const copied = [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(([, part]) => part!);
  const bundled = /const PARTS = \[([^\]]*)\]/.exec(readFileSync('scripts/bundle.ts', 'utf8'))?.[1] ?? '';
  // What an installation has besides is for the server itself: engine, units, manuals.
  for (const part of copied) if (part !== 'node_modules') expect(bundled).toContain(`'${part}'`);
  const entry = /^CMD \["node", "dist\/(.*)\.js"\]$/m.exec(dockerfile)?.[1] ?? '';
  expect(existsSync(`${entry}.ts`)).toBe(true);
});

test('lists of addresses that do not fit together stop the start', () => {
  const settings = { DATABASE_URL: 'postgresql://x', RECORDS_PASSWORD: 'x'.repeat(16), SESSION_SECRET: 'x'.repeat(32) };
  expect(() => readConfig({ ...settings, ZEEBE_GRPC_ADDRESS: 'a:1,b:1' })).toThrow('地址的个数须相同');
  expect(() => readConfig({ ...settings, ZEEBE_REST_ADDRESS: 'a:1,nonsense' })).toThrow('ZEEBE_REST_ADDRESS');
});
