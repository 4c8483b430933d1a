import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { byName, readRetired } from '../../scripts/scan/bundle.ts';
import { findingsIn, jarsIn, readTable, scanJars } from '../../scripts/scan/jars.ts';
import { compareVersions } from '../../scripts/scan/maven-version.ts';
import { readAudit } from '../../scripts/scan/packages.ts';

test.each([
  ['4.1.114.Final', '4.1.115.Final', -1],
  ['4.1.114.Final', '4.1.114', 0],
  ['1.0', '1', 0],
  ['2.10.0', '2.9.9', 1],
  ['1.0-rc1', '1.0', -1],
  ['1.0-alpha2', '1.0-beta1', -1],
  ['1.0-SNAPSHOT', '1.0', -1],
  ['1.0.1', '1.0-jre', 1],
  ['3.0.0.RELEASE', '3.0.0', 0],
  ['2.5.6.SEC03', '2.5.6', 1],
])('%s against %s', (a, b, order) => {
  expect(Math.sign(compareVersions(a, b))).toBe(order);
  expect(Math.sign(compareVersions(b, a))).toBe(order === 0 ? 0 : -order);
});

const TABLE = [
  'CVE-1,2025-08-13T00:00:00Z,"Reset, ""again"" and again",org.example:wire,4.0.0,4.1.124.Final,,HIGH,CWE-770,0.1',
  'CVE-2,2025-09-01T00:00:00Z,Old,org.example:wire,0,,4.0.9,CRITICAL,,0.1',
  'CVE-3,2025-10-01T00:00:00Z,Other group,org.other:wire,0,9.0,,MODERATE,,0.1',
  '',
].join('\n');

describe('the engine', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scan-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const jar = async (name: string, entries: Record<string, string>) => {
    const zip = new ZipFile();
    for (const [entry, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), entry);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path.join(folder, name)));
  };
  const pom = (group: string, artifact: string, version: string) => ({
    [`META-INF/maven/${group}/${artifact}/pom.properties`]: `artifactId=${artifact}\ngroupId=${group}\nversion=${version}\n`,
  });

  test('libraries are known by what they say of themselves, packed ones too, else by their name', async () => {
    await jar('wire-4.1.114.Final.jar', pom('org.example', 'wire', '4.1.114.Final'));
    await jar('shaded-1.0.jar', pom('org.example', 'wire', '4.0.1'));
    const jars = await jarsIn(folder);
    expect(jars.map(({ name, version }) => `${name} ${version}`).sort()).toEqual([
      'org.example:wire 4.0.1',
      'org.example:wire 4.1.114.Final',
      'shaded 1.0',
    ]);
    const found = findingsIn(jars, readTable(TABLE));
    expect(found.map(({ part, id, fixedIn }) => `${part} ${id} ${fixedIn}`).sort()).toEqual([
      'org.example:wire 4.0.1 CVE-1 4.1.124.Final',
      'org.example:wire 4.0.1 CVE-2 null',
      'org.example:wire 4.1.114.Final CVE-1 4.1.124.Final',
    ]);
    expect(found.find(({ id }) => id === 'CVE-1')).toMatchObject({
      severity: 'high',
      summary: 'Reset, "again" and again',
    });
    // What has no group may be of either.
    expect(findingsIn([{ name: 'wire', version: '4.0.9' }], readTable(TABLE)).map(({ id }) => id)).toEqual([
      'CVE-1',
      'CVE-2',
      'CVE-3',
    ]);
  });

  test('the table comes as it is or in its jar; what is not there is said', async () => {
    const table = path.join(folder, 'table.csv');
    await writeFile(table, TABLE);
    const lib = path.join(folder, 'lib');
    await mkdir(lib);
    expect(await scanJars(lib, table)).toEqual({ looked: expect.stringContaining('2025-10-01'), findings: [] });
    await jar('advisories.jar', { 'advisories-maven.csv': TABLE });
    expect(await scanJars(lib, path.join(folder, 'advisories.jar'))).toMatchObject({ findings: [] });
    expect(await scanJars(lib, path.join(folder, 'shaded-1.0.jar'))).toEqual({
      failed: expect.stringContaining('没有漏洞表'),
    });
    expect(await scanJars(path.join(folder, 'none'), table)).toEqual({ failed: expect.stringContaining('没有引擎') });
    expect(await scanJars(lib, path.join(folder, 'none'))).toEqual({ failed: expect.stringContaining('不存在') });
  });
});

test('a registry that does not answer npm audit is said, without its address', () => {
  const answer = '{"message":"405 Method Not Allowed - POST https://registry.example/-/npm/v1/x","statusCode":405}';
  const { failed } = readAudit(answer) as { failed: string };
  expect(failed).toContain('405 Method Not Allowed');
  expect(failed).not.toContain('registry.example');
  expect(readAudit('')).toEqual({ failed: expect.any(String) });
  const via = { title: 'Overflow', url: 'https://github.com/advisories/GHSA-aaaa', severity: 'critical' };
  expect(
    readAudit(
      JSON.stringify({
        vulnerabilities: {
          a: { severity: 'critical', range: '<2', via: ['b', via] },
          c: { severity: 'low', range: '*', via: ['a'] },
        },
      }),
    ),
  ).toMatchObject({ findings: [{ part: 'a <2', id: 'GHSA-aaaa', severity: 'critical' }] });
});

test('what retire.js knows of the pages is told with the first version without it', () => {
  const results = [
    {
      component: 'jquery',
      version: '1.8.0',
      vulnerabilities: [
        { severity: 'medium', below: '1.9.0', identifiers: { CVE: ['CVE-2012-6708'], summary: 'XSS' } },
      ],
    },
    { component: 'react', version: '19.3.1' },
  ];
  expect(readRetired(JSON.stringify({ data: [{ results }] }), '漏洞库')).toEqual({
    looked: expect.stringContaining('认出 2 个库：jquery 1.8.0、react 19.3.1'),
    findings: [{ part: 'jquery 1.8.0', id: 'CVE-2012-6708', severity: 'moderate', summary: 'XSS', fixedIn: '1.9.0' }],
  });
  expect(readRetired('{}', '')).toEqual({ failed: expect.any(String) });
});

test('libraries of the pages are also looked up by name and version', () => {
  const weak = (atOrAbove: string, below: string, id: string) => ({
    ...{ atOrAbove, below, severity: 'high', identifiers: { githubID: id } },
  });
  const database = JSON.stringify({
    'chart.js': {
      npmname: 'charts',
      vulnerabilities: [weak('0', '2.0.0', 'GHSA-1'), weak('3.0.0', '3.1.0', 'GHSA-2')],
    },
    unused: { vulnerabilities: [weak('0', '9', 'GHSA-3')] },
  });
  const lock = (version: string) =>
    JSON.stringify({ packages: { '': {}, 'node_modules/a/node_modules/charts': { version } } });
  const ids = (version: string) =>
    (byName(database, lock(version)) as { findings: { id: string }[] }).findings.map(({ id }) => id);
  expect([ids('1.9.9'), ids('2.0.0'), ids('3.0.0'), ids('3.1.0')]).toEqual([['GHSA-1'], [], ['GHSA-2'], []]);
  expect(byName('[]', lock('1'))).toEqual({ failed: expect.any(String) });
});
