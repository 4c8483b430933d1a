import { engineSettings } from '../../engine/start.ts';
import { restPrefix } from '../../engine/rest.ts';
import { parseJson } from '../../engine/json.ts';

describe('the engine as it is started', () => {
  const settings = JSON.stringify(
    engineSettings({
      java: '',
      home: '',
      version: '8.5.8',
      dataDir: '/data',
      clockControlled: true,
      ports: { grpc: 1, rest: 2, monitoring: 3, command: 4, internal: 5 },
      records: { host: '127.0.0.1', port: 6, password: 'secret' },
    }),
  );
  const broker = JSON.parse(settings).zeebe.broker;

  test('sends what people wait for one by one, and everything in bulks', () => {
    expect(broker.exporters.live.args.bulk.size).toBe(1);
    expect(broker.exporters.full.args.bulk.size).toBe(1000);
    const { live, full } = broker.exporters;
    const types = (index: Record<string, unknown>) => Object.keys(index).filter((key) => index[key] === true);
    expect(types(live.args.index).sort()).toEqual(['event', 'userTask', 'variable']);
    expect(types(full.args.index)).toEqual(expect.arrayContaining(types(live.args.index)));
  });

  test('is reached from this machine only', () => {
    expect(settings.match(/"(?:host|address)":"[^"]*"/g)?.every((text) => text.includes('127.0.0.1'))).toBe(true);
    expect(broker.exporters.live.args.url).toBe('http://127.0.0.1:6');
  });

  test('the address of user tasks follows its version', () => {
    expect(['8.5.8', '8.6.0', '8.8.0', '9.0.0'].map(restPrefix)).toEqual(['/v1', '/v1', '/v2', '/v2']);
  });

  test('numbers that JavaScript cannot hold stay text', () => {
    expect(parseJson('{"key":9007199254740993,"n":1.5,"t":"9007199254740993"}')).toEqual({
      key: '9007199254740993',
      n: 1.5,
      t: '9007199254740993',
    });
  });
});
