import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { type Finding, type Scanned, severityOf } from './finding.ts';
import { compareVersions } from './maven-version.ts';

/**
 * A jar of Maven Central with GitHub's reviewed advisories of Maven's packages as a table (`advisories-maven.csv`). Its newest version is the newest that can be
 * had without asking GitHub.
 */
export const ADVISORIES = { group: 'org.openrewrite.recipe', artifact: 'rewrite-java-security', version: '3.26.0' };
const TABLE = 'advisories-maven.csv';

export interface Jar {
  /** `group:artifact`; what does not say its group is `artifact` alone. */
  name: string;
  version: string;
}

/** The engine's libraries against that table: a jar that has it, or the table itself. */
export async function scanJars(lib: string, advisories: string): Promise<Scanned> {
  if (!existsSync(lib)) return { failed: `没有引擎（${lib}），请先执行 npm start 一次` };
  if (!existsSync(advisories)) return { failed: `漏洞表 ${advisories} 不存在` };
  const rows = readTable(
    advisories.endsWith('.jar')
      ? ((await entriesOf(advisories, (name) => name === TABLE))[0] ?? '')
      : await text(createReadStream(advisories)),
  );
  if (rows.length === 0) return { failed: `${advisories} 中没有漏洞表 ${TABLE}` };
  const jars = await jarsIn(lib);
  const newest = rows.reduce((last, { published }) => (published > last ? published : last), '');
  return {
    looked: `引擎的 ${jars.length} 个 Java 库（GitHub 公告 ${rows.length} 条，最近一条 ${newest.slice(0, 10)}）`,
    findings: findingsIn(jars, rows),
  };
}

/** What a folder of jars holds by their own word (pom.properties), also what was packed into others; where there is none, by the name of the file. */
export async function jarsIn(lib: string): Promise<Jar[]> {
  const jars = new Map<string, Jar>();
  for (const file of readdirSync(lib).filter((name) => name.endsWith('.jar'))) {
    const own = await entriesOf(join(lib, file), (name) =>
      /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/.test(name),
    );
    const named = /^(.+?)-(\d[^/]*)\.jar$/.exec(file);
    const said = own.flatMap((properties): Jar[] => {
      const field = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(properties)?.[1]?.trim();
      const [group, artifact, version] = [field('groupId'), field('artifactId'), field('version')];
      return group && artifact && version ? [{ name: `${group}:${artifact}`, version }] : [];
    });
    const isNamed = said.some(({ name }) => name.split(':')[1] === named?.[1]);
    if (named && !isNamed) said.push({ name: named[1]!, version: named[2]! });
    for (const jar of said) jars.set(`${jar.name} ${jar.version}`, jar);
  }
  return [...jars.values()];
}

async function entriesOf(zip: string, wanted: (name: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  const file = await openPromise(zip);
  for await (const entry of file.eachEntry())
    if (wanted(entry.fileName)) found.push(await text(await file.openReadStreamPromise(entry)));
  return found;
}

export interface Advisory {
  id: string;
  published: string;
  summary: string;
  name: string;
  introduced: string;
  fixed: string;
  lastAffected: string;
  severity: string;
}

/** Lines of `id,published,summary,group:artifact,introduced,fixed,last affected,severity,…`, with quotes where a comma is inside. */
export function readTable(csv: string): Advisory[] {
  return csv.split('\n').flatMap((line) => {
    const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    );
    const [id, published, summary, name, introduced, fixed, lastAffected, severity] = fields as [string, ...string[]];
    return name?.includes(':')
      ? [
          {
            ...{ id, published: published ?? '', summary: summary ?? '', name, introduced: introduced ?? '' },
            ...{ fixed: fixed ?? '', lastAffected: lastAffected ?? '', severity: severity ?? '' },
          },
        ]
      : [];
  });
}

export function findingsIn(jars: Jar[], rows: Advisory[]): Finding[] {
  const byName = new Map<string, Advisory[]>();
  for (const row of rows)
    for (const name of [row.name, row.name.split(':')[1]!]) byName.set(name, [...(byName.get(name) ?? []), row]);
  const found = jars.flatMap(({ name, version }) =>
    (byName.get(name) ?? [])
      .filter(
        ({ introduced, fixed, lastAffected }) =>
          compareVersions(version, introduced || '0') >= 0 &&
          (fixed === '' || compareVersions(version, fixed) < 0) &&
          (lastAffected === '' || compareVersions(version, lastAffected) <= 0),
      )
      .map((row): Finding => ({
        part: `${row.name} ${version}`,
        id: row.id,
        severity: severityOf(row.severity),
        summary: row.summary,
        fixedIn: row.fixed || null,
      })),
  );
  return [...new Map(found.map((one) => [`${one.part} ${one.id}`, one])).values()];
}
