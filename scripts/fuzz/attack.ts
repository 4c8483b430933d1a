import fc from 'fast-check';
import type { Client } from '../../test/support/client.ts';
import { hostileText, type Schema, valueOf } from './values.ts';

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
}

const oneIn = <T>(n: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: n - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Parts of addresses that no answer names. */
const DATED: Record<string, fc.Arbitrary<string>> = {
  year: fc.constantFrom('2026', '2027', '2004'),
  date: fc.constantFrom('2026-01-05', '2026-02-30'),
};

/** What an answer to a stranger must not tell: our files, our SQL, our addresses. */
const LEAKS =
  /node_modules|\bat .{1,200}\.[jt]s:\d+|syntax error at or near|\bSELECT\b.+\bFROM\b|ECONNREFUSED|violates .+ constraint/;
const CHINESE = /\p{Script=Han}/u;
/** Of one collection. */
const MOST_KNOWN = 300;

/**
 * Sends requests that are made from the app's own description: mostly well-formed, with hostile values here and there, addressed at
 * things that earlier answers have named. An answer of 500 and above, one that tells of our inside or a refusal that is no Chinese problem is a
 * fault. The same seed makes the same values; answers decide which things become known, so two runs are alike, not equal.
 */
export async function attack(description: Description, options: AttackOptions): Promise<Findings> {
  const { requests, seed, people, atOnce = 4, skip = [] } = options;
  const operations = Object.entries(description.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, described]) => ({ method, path, described })))
    .filter(({ method, path }) => !skip.includes(`${method} ${path}`));
  const findings: Findings = {
    sent: 0,
    byHundred: {},
    operations: operations.map(({ method, path }) => `${method} ${path}`),
    reached: new Set(),
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
            fc.oneof({ weight: 8, arbitrary: DATED[name!] ?? named }, { weight: 1, arbitrary: hostileText }),
          ]),
        ),
      ),
      query: fc.record(parameters('query'), { requiredKeys: [] }),
      extra: oneIn(12, fc.tuple(hostileText, hostileText)),
      idempotency: oneIn(6, fc.constantFrom('a', 'b', 'x'.repeat(300), '\u00e9')),
      body: body ? valueOf(body, source).map(write) : fc.constant(undefined),
      // Cut off, of another type, or no JSON at all.
      broken: oneIn(15, fc.constantFrom('cut', 'type', 'text', 'big')),
      multipart: fc.constant(Boolean(described.requestBody?.content['multipart/form-data'])),
      file: fc.tuple(fc.constantFrom(...FILES), hostileText),
    });
  };

  let at = 0;
  async function sender(): Promise<void> {
    while (at < requests) {
      const i = at++;
      const [request] = fc.sample(next(i), { seed: seed + i, numRuns: 1, unbiased: true });
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
  extra: [string, string] | null;
  idempotency: string | null;
  body: string | undefined;
  broken: string | null;
  multipart: boolean;
  file: [Buffer, string];
}

async function send(request: Request, known: Known, findings: Findings): Promise<void> {
  const { method, path, by, names, query, extra, body, broken, idempotency } = request;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.append(name, plain(value));
  if (extra) search.append(wellFormed(extra[0]), wellFormed(extra[1]));
  const address =
    path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(names[name] ?? '')) || '%20') +
    (search.size ? `?${search.toString()}` : '');
  const headers: Record<string, string> = {};
  if (idempotency) headers['idempotency-key'] = idempotency;
  const init: RequestInit & { body?: FormData | string } = { method, headers };
  if (request.multipart) {
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
    if (hundred === 2) {
      findings.reached.add(`${method.toLowerCase()} ${path}`);
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
