import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** The data files of the ledger (processes/supervision-item/ledger/*.json): what each notice tasks whom with. */

const Measure = z.strictObject({
  number: z.string(),
  article: z.string(),
  text: z.string().min(1).max(500),
  lead: z.array(z.string()),
  support: z.array(z.string()),
  others: z.string().optional(),
  posts: z.array(z.string()).optional(),
  from: z.iso.date().optional(),
  due: z.iso.date().optional(),
  every: z.enum(['quarter', 'half-year']).optional(),
});
const Source = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  number: z.string(),
  title: z.string(),
  issuedOn: z.iso.date(),
  tasks: z.array(
    z.strictObject({ number: z.string(), part: z.string(), title: z.string(), measures: z.array(Measure).min(1) }),
  ),
});
export type LedgerSource = z.output<typeof Source>;
export type LedgerFileMeasure = z.output<typeof Measure>;

/** Every source of the folder, oldest first. Throws where a file is none of these. */
export async function readLedgerFiles(dir: string): Promise<LedgerSource[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
  const sources = await Promise.all(
    names.map(async (name) => Source.parse(JSON.parse(await readFile(path.join(dir, name), 'utf8')))),
  );
  return sources.sort((a, b) => a.issuedOn.localeCompare(b.issuedOn));
}
