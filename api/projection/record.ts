import { isInteger, isSafeNumber, parse } from 'lossless-json';
import type { Db } from '../../db/pool.ts';

/** An event of the engine as the exporters send it. Keys are decimal strings. */
export interface EngineRecord {
  partitionId: number;
  position: number;
  valueType: string;
  intent: string;
  key: string;
  /** Epoch ms of the engine's (business) clock. */
  timestamp: number;
  // Shapes differ by value type and engine version; each projector reads what it needs.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  value: any;
  /** The line as it came; bytes where it came from an exporter, so that it is never decoded and encoded again. */
  raw: Buffer | string;
}

/** What a bulk touched, collected by the projectors; placing and notifying follow from it. */
export interface Touched {
  /** Instances whose case may now be known, or may now be known to others. */
  unplaced: Set<string>;
  /** Instances of which people see something new. */
  instances: Set<string>;
  tasks: { caseId: string; taskKey: string }[];
}

export interface Projector {
  valueType: string;
  /** Only new events of this type, one partition's in the order of its log. */
  project(db: Db, records: EngineRecord[], touched: Touched): Promise<void>;
}

/** A line that can never be understood, however often it comes. */
export class MalformedRecord extends Error {
  override name = 'MalformedRecord';
}

// Integers from 9000000000000000 on may lie above 2^53, which JSON.parse rounds. Text that looks so matches too: only slower.
const MAYBE_UNSAFE = /[:,[\s-](?:\d{17}|9\d{15})/;

export function parseLine(line: string): unknown {
  if (!MAYBE_UNSAFE.test(line)) return JSON.parse(line);
  return parse(line, null, (text) => (isInteger(text) && !isSafeNumber(text) ? text : Number(text)));
}

/** The event on this line; null when it is a command or a rejection, of which the read model knows nothing. */
export function toRecord(line: string, raw: Buffer | string = line): EngineRecord | null {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const r = parseLine(line) as any;
  if (typeof r !== 'object' || r === null) throw new MalformedRecord('not an object');
  if (r.recordType !== 'EVENT') {
    if (typeof r.recordType === 'string' && r.recordType.startsWith('COMMAND')) return null;
    throw new MalformedRecord('recordType is missing or unknown');
  }
  if (!Number.isInteger(r.partitionId) || r.partitionId < 0 || r.partitionId > 0x7fffffff) {
    throw new MalformedRecord('partitionId is no integer');
  }
  if (!Number.isSafeInteger(r.position) || r.position < 0) throw new MalformedRecord('position is no integer');
  if (!Number.isSafeInteger(r.timestamp)) throw new MalformedRecord('timestamp is no integer');
  if (typeof r.valueType !== 'string' || typeof r.intent !== 'string') throw new MalformedRecord('no type or intent');
  const { partitionId, position, valueType, intent, timestamp, value } = r;
  return { partitionId, position, valueType, intent, timestamp, value, key: key(r.key), raw };
}

/** An engine key from a parsed record: a 64-bit integer as decimal string. */
export function key(value: unknown): string {
  const text = String(value);
  if (!/^-?\d{1,19}$/.test(text)) throw new MalformedRecord(`no key: ${text.slice(0, 40)}`);
  if (text.length >= 19 && BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
    throw new MalformedRecord(`no key: ${text}`);
  return text;
}

/** As `key`, null for the engine's "none" (-1). */
export function keyOrNull(value: unknown): string | null {
  return value === undefined || value === null || Number(value) < 0 ? null : key(value);
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Engine text: '' and absent are null; a zone suffix like [Etc/UTC] is dropped. */
export function dateOrNull(text: unknown): string | null {
  return typeof text === 'string' && text !== '' ? text.replace(/\[.*\]$/, '') : null;
}

/** PostgreSQL keeps no NUL in text or jsonb: it is replaced in JSON text rather than losing the record. */
export function withoutNul(json: string): string {
  return json.includes('\\u0000') ? json.replace(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1\\ufffd') : json;
}

/** Rows for `json_to_recordset($1)`. */
export function rowsParam(rows: object[]): string {
  return withoutNul(JSON.stringify(rows));
}

/** Several records may concern one row: folds them in order of position into one. */
export function fold<T extends object>(
  records: EngineRecord[],
  id: (r: EngineRecord) => string,
  step: (row: T | undefined, r: EngineRecord) => T,
): T[] {
  const rows = new Map<string, T>();
  for (const r of records) rows.set(id(r), step(rows.get(id(r)), r));
  // One order of locking for everybody who writes these rows.
  return [...rows.keys()].sort().map((k) => rows.get(k) as T);
}

/** As `fold` where the newest record says everything. */
export function latest<T extends object>(
  records: EngineRecord[],
  id: (r: EngineRecord) => string,
  row: (r: EngineRecord) => T,
): T[] {
  return fold<T>(records, id, (_, r) => row(r));
}
