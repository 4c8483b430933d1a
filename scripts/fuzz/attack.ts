import fc from 'fast-check';
import type { Client } from '../../test/support/client.ts';
import type { Example, Examples } from './examples.ts';
import { HOSTILE, hostileText, type Schema, valueOf } from './values.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  schema?: Schema;
}
interface Described {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
export interface Description {
  paths: Record<string, Record<string, Described>>;
  components?: { schemas?: Record<string, Schema> };
}

/** How many operations are described: so many requests are one round. */
export const operationsOf = ({ paths }: Description): number =>
  Object.values(paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);

export interface Fault {
  request: string;
  status: number;
  why: string;
}

export interface Findings {
  sent: number;
  /** Answers by hundreds of their status: 2, 3, 4, 5. */
  byHundred: Record<number, number>;
  operations: string[];
  /** Operations that were answered with success at least once. */
  reached: Set<string>;
  /** What became of an operation's example where it did not succeed: the last refusal, or why none could be made. */
  refused: Map<string, string>;
  slowestMs: number;
  slowest: string;
  faults: Fault[];
}

export interface AttackOptions {
  requests: number;
  seed: number;
  /** Who sends: signed in, or nobody. */
  people: Client[];
  atOnce?: number;
  /** Operations that would end the attack itself, as `post /api/demo/clock`. */
  skip?: string[];
  /** Requests that are right: every fourth round is made of them as they are, the next of them with one thing spoilt. */
  examples?: Examples;
  /** Ends it early; what was found until then is answered. */
  signal?: AbortSignal;
}

const oneIn = <T>(n: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: n - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Parts of addresses that no answer names. */
const DATED: Record<string, fc.Arbitrary<string>> = {
  year: fc.constantFrom('2026', '2027', '2004'),
  date: fc.constantFrom('2026-01-05', '2026-02-30'),
};

/** Whom these are done to: an attack that signs itself out, or takes its own posts away, is soon refused everywhere. */
const DONE_TO: Record<string, fc.Arbitrary<string>> = {
  'put /api/accounts/{username}': fc.constantFrom('veterans-affairs.clerk', 'no-such'),
  'post /api/accounts/{username}/password': fc.constantFrom('veterans-affairs.clerk', 'no-such'),
  'post /api/accounts/{username}/sign-out': fc.constantFrom('veterans-affairs.clerk', 'no-such'),
  'post /api/units/{id}/changes': fc.constantFrom('veterans-affairs', 'no-such'),
  'post /api/posts/{id}/holders': fc.constantFrom('veterans-affairs.liaison', 'no-such.clerk'),
};

/** What an answer to a stranger must not tell: our files, our SQL, our addresses. */
const LEAKS =
  /node_modules|\bat .{1,200}\.[jt]s:\d+|syntax error at or near|\bSELECT\b.+\bFROM\b|ECONNREFUSED|violates .+ constraint/;
const CHINESE = /\p{Script=Han}/u;
/** After so many times an example that cannot be made is given up: each may have waited for long. */
const MOST_UNMADE = 2;
/** Of one collection. */
const MOST_KNOWN = 300;

/**
 * Sends requests that are made from the app's own description: mostly well-formed, with hostile values here and there, addressed at
 * things that earlier answers have named. An answer of 500 and above, one that tells of our inside or a refusal that is no Chinese problem is a
 * fault. The same seed makes the same values; answers decide which things become known, so two runs are alike, not equal.
 */
export async function attack(description: Description, options: AttackOptions): Promise<Findings> {
  const { requests, seed, people, atOnce = 4, skip = [], examples = {}, signal } = options;
  const operations = Object.entries(description.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, described]) => ({ method, path, described })))
    .filter(({ method, path }) => !skip.includes(`${method} ${path}`));
  const findings: Findings = {
    sent: 0,
    byHundred: {},
    operations: operations.map(({ method, path }) => `${method} ${path}`),
    reached: new Set(),
    refused: new Map(),
    slowestMs: 0,
    slowest: '',
    faults: [],
  };
  const known: Known = new Map([['', new Set(people.map(({ username }) => username))]]);
  const next = (i: number) => {
    const { method, path, described } = operations[i % operations.length]!;
    const anything = fc.constantFrom(...[...known.values()].flatMap((ids) => [...ids]));
    const ofKind = known.get(collectionOf(path));
    const named = ofKind ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ofKind) }, anything) : anything;
    // Every other round is right in itself: what is hostile then is who asks, and for what.
    const doneTo = DONE_TO[`${method} ${path}`];
    const source = { known: anything, hostileOneIn: Math.floor(i / operations.length) % 2 ? 6 : 0 };
    const parameters = (kind: Parameter['in']) =>
      Object.fromEntries(
        (described.parameters ?? [])
          .filter((parameter) => parameter.in === kind)
          .map(({ name, schema = {} }) => [name, valueOf(schema, source)]),
      );
    const body = described.requestBody?.content['application/json']?.schema;
    return fc.record({
      method: fc.constant(method.toUpperCase()),
      path: fc.constant(path),
      by: fc.constantFrom(...people),
      // Most addresses name things that exist, so that the request comes as far as it can.
      names: fc.record(
        Object.fromEntries(
          [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [
            name,
            fc.oneof({ weight: 8, arbitrary: doneTo ?? DATED[name!] ?? named }, { weight: 1, arbitrary: hostileText }),
          ]),
        ),
      ),
      query: fc.record(parameters('query'), { requiredKeys: [] }),
      extra: oneIn(12, fc.tuple(hostileText, hostileText)),
      headers: oneIn(6, fc.constantFrom('a', 'b', 'x'.repeat(300), '\u00e9')).map((key): Record<string, string> =>
        key ? { 'idempotency-key': key } : {},
      ),
      body: body ? valueOf(body, source).map(write) : fc.constant(undefined),
      // Cut off, of another type, or no JSON at all.
      broken: oneIn(15, fc.constantFrom('cut', 'type', 'text', 'big')),
      file: described.requestBody?.content['multipart/form-data']
        ? fc.tuple(fc.constantFrom(...FILES), hostileText)
        : fc.constant(null),
    });
  };

  /** The example of the operation, in every second pair of rounds; null where there is none. */
  const unmade = new Map<string, number>();
  const right = async (i: number): Promise<Request | null> => {
    const { method, path } = operations[i % operations.length]!;
    const operation = `${method} ${path}`;
    const round = Math.floor(i / operations.length) % 4;
    const make = examples[operation];
    if (round > 1 || !make || (unmade.get(operation) ?? 0) >= MOST_UNMADE) return null;
    try {
      const example = await make();
      const whole: Request = {
        ...{
          method: method.toUpperCase(),
          path,
          by: example.by,
          names: example.names ?? {},
          query: example.query ?? {},
        },
        ...{ headers: example.headers ?? {}, extra: null, broken: null, file: example.file ?? null },
        body: example.body === undefined ? undefined : write(example.body),
      };
      if (round === 0) return { ...whole, isRight: true };
      const [how] = fc.sample(SPOILING, { seed: seed + i, numRuns: 1, unbiased: true });
      return spoilt(whole, example, how!, people);
    } catch (error) {
      unmade.set(operation, (unmade.get(operation) ?? 0) + 1);
      findings.refused.set(operation, `not made: ${String((error as Error).message).slice(0, 200)}`);
      return null;
    }
  };

  let at = 0;
  async function sender(): Promise<void> {
    while (at < requests && !signal?.aborted) {
      const i = at++;
      const request = (await right(i)) ?? fc.sample(next(i), { seed: seed + i, numRuns: 1, unbiased: true })[0];
      await send(request!, known, findings);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, sender));
  return findings;
}

/** Names that lie about what they are, archives, and nothing at all. */
const FILES = [
  Buffer.alloc(0),
  Buffer.from('%PDF-1.4\n<script>alert(1)</script>'),
  Buffer.from('PK\u0003\u0004broken archive'),
  Buffer.from('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bomb">]><definitions>&b;</definitions>'),
  Buffer.from('GIF89a<svg onload=alert(1)>'),
];

interface Request {
  method: string;
  path: string;
  by: Client;
  names: Record<string, string>;
  query: Record<string, unknown>;
  headers: Record<string, string>;
  extra: [string, string] | null;
  body: string | undefined;
  broken: string | null;
  file: [Buffer, string] | null;
  /** An example as it is: a refusal is worth telling. */
  isRight?: boolean;
}

/** Which thing of a right request is spoilt, and with what. */
const SPOILING = fc.record({ which: fc.nat(), text: hostileText, value: HOSTILE, by: fc.nat() });
type Spoiling = typeof SPOILING extends fc.Arbitrary<infer T> ? T : never;

/** One part of the address, one value of the query, one value of the body at any depth, or who asks. */
function spoilt(whole: Request, { body }: Example, { which, text, value, by }: Spoiling, people: Client[]): Request {
  const inBody = body === undefined ? [] : placesIn(body);
  const ways: (() => Partial<Request>)[] = [
    ...Object.keys(whole.names).map((name) => () => ({ names: { ...whole.names, [name]: text } })),
    ...Object.keys(whole.query).map((name) => () => ({ query: { ...whole.query, [name]: text } })),
    ...inBody.map((place) => () => ({ body: write(replaced(body, place, value)) })),
    () => ({ by: people[by % people.length]! }),
  ];
  return { ...whole, ...ways[which % ways.length]!() };
}

type Place = (string | number)[];
function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [at, ...inner.flatMap(([name, one]: [string | number, unknown]) => placesIn(one, [...at, name]))];
}

function replaced(value: unknown, [name, ...rest]: Place, by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((one: unknown, i) => (i === name ? replaced(one, rest, by) : one));
  const inner = value as Record<string, unknown>;
  return { ...inner, [name]: replaced(inner[name], rest, by) };
}

async function send(request: Request, known: Known, findings: Findings): Promise<void> {
  const { method, path, by, names, query, extra, body, broken } = request;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.append(name, plain(value));
  if (extra) search.append(wellFormed(extra[0]), wellFormed(extra[1]));
  const address =
    path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(names[name] ?? '')) || '%20') +
    (search.size ? `?${search.toString()}` : '');
  const headers = { ...request.headers };
  const init: RequestInit & { body?: FormData | string } = { method, headers };
  if (request.file) {
    const form = new FormData();
    form.set('file', new Blob([Buffer.from(request.file[0])]), wellFormed(request.file[1]));
    init.body = form;
  } else if (body !== undefined) {
    headers['content-type'] = broken === 'type' ? 'application/x-www-form-urlencoded' : 'application/json';
    init.body =
      broken === 'cut'
        ? body.slice(0, -1)
        : broken === 'text'
          ? 'no json'
          : broken === 'big'
            ? `"${'a'.repeat(3e6)}"`
            : body;
  }
  const began = performance.now();
  const stop = new AbortController();
  try {
    const response = await by.raw(address, { ...init, signal: stop.signal });
    const took = performance.now() - began;
    const told = `${method} ${address.slice(0, 300)} as ${by.username || 'nobody'} ${(body ?? '').slice(0, 400)}`;
    if (took > findings.slowestMs) Object.assign(findings, { slowestMs: took, slowest: told });
    const type = response.headers.get('content-type') ?? '';
    // A stream of events never ends.
    const text = type.includes('event-stream') || type.includes('octet') ? '' : await response.text();
    const hundred = Math.floor(response.status / 100);
    findings.byHundred[hundred] = (findings.byHundred[hundred] ?? 0) + 1;
    const operation = `${method.toLowerCase()} ${path}`;
    if (hundred !== 2 && request.isRight) findings.refused.set(operation, `${response.status} ${detailOf(type, text)}`);
    if (hundred === 2) {
      findings.reached.add(operation);
      if (type.includes('json') && text) learn(JSON.parse(text), collectionOf(path), known);
    }
    const why = faultOf(response.status, type, text);
    if (why) findings.faults.push({ request: told, status: response.status, why });
  } catch (error) {
    findings.faults.push({ request: `${method} ${address.slice(0, 300)}`, status: 0, why: String(error) });
  } finally {
    stop.abort();
    findings.sent++;
  }
}

function faultOf(status: number, type: string, text: string): string | undefined {
  if (status >= 500) return `answered ${status}: ${text.slice(0, 300)}`;
  if (status < 400) return undefined;
  if (!type.includes('problem+json')) return `a refusal of type ${type || 'none'}: ${text.slice(0, 200)}`;
  const { title, detail } = JSON.parse(text) as { title?: string; detail?: string };
  if (!title || !CHINESE.test(title) || !detail || !CHINESE.test(detail))
    return `a refusal without Chinese: ${text.slice(0, 200)}`;
  return LEAKS.exec(text) ? `it tells of our inside: ${text.slice(0, 300)}` : undefined;
}

const detailOf = (type: string, text: string): string =>
  type.includes('json') ? ((JSON.parse(text) as { detail?: string }).detail ?? '') : '';

/** Ids by the collection whose answers named them: `cases`, `tasks`. */
type Known = Map<string, Set<string>>;

const collectionOf = (path: string): string => path.split('/')[2] ?? '';

/** Ids and keys in an answer can be asked for from now on. */
function learn(value: unknown, collection: string, known: Known): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const kind = name === 'caseId' ? 'cases' : name === 'taskKey' ? 'tasks' : collection;
    if (typeof inner === 'string' && /^(id|key|caseId|taskKey|username|group|process|unit)$/.test(name)) {
      const ids = known.get(kind) ?? new Set();
      known.set(kind, ids);
      if (ids.size < MOST_KNOWN) ids.add(inner);
    } else learn(inner, collection, known);
  }
}

function plain(value: unknown): string {
  return wellFormed(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

/** JSON with every value as it is: `__proto__` as a name of its own, lone surrogates escaped. */
function write(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** Lone surrogates cannot be written in an address. */
const wellFormed = (text: string): string => Buffer.from(text).toString();
