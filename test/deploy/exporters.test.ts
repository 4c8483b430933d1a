import { readFileSync } from 'node:fs';
import { engineSettings } from '../../engine/start.ts';

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
