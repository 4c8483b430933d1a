import type { Poison } from './quarantine.ts';
import type { EngineRecord } from './record.ts';
import { toRecord } from './record.ts';

export interface Bulk {
  /** `live` or `full`: the index prefix of the exporter that sent it. */
  exporter: string;
  records: EngineRecord[];
  poison: Poison[];
  /** Newest event of each partition. */
  newest: Map<number, { position: number; timestamp: number }>;
}

const NEWLINE = 10;

/** Reads the body of a bulk request: pairs of lines, an action and a record. What is no record goes to quarantine. */
export function readBulk(body: Buffer): Bulk {
  const bulk: Bulk = { exporter: 'unknown', records: [], poison: [], newest: new Map() };
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline < 0 ? body.length : newline;
    // Decoded line by line: most are plain ASCII, which is read much faster than a whole body with one Chinese word.
    const line = body.toString('utf8', start, end);
    // An action names the index before anything else; a record never begins so.
    if (line.startsWith('{"index"') || line.startsWith('{"create"')) {
      if (bulk.exporter === 'unknown') bulk.exporter = /"_index":"([a-z0-9-]+)_/.exec(line)?.[1] ?? 'unknown';
    } else if (line.trim() !== '') readLine(line, body.subarray(start, end), bulk);
    start = end + 1;
  }
  // One order of locking for all bulks.
  bulk.records.sort((a, b) => a.partitionId - b.partitionId || a.position - b.position);
  return bulk;
}

function readLine(line: string, raw: Buffer, bulk: Bulk): void {
  try {
    const record = toRecord(line, raw);
    if (record === null) return;
    bulk.records.push(record);
    const newest = bulk.newest.get(record.partitionId);
    if (!newest || newest.position < record.position) {
      bulk.newest.set(record.partitionId, { position: record.position, timestamp: record.timestamp });
    }
  } catch (error) {
    bulk.poison.push({ partitionId: null, position: null, valueType: null, reason: String(error), record: line });
  }
}
