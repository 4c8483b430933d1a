import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { StartError } from '../../engine/start-error.ts';

/** What a backup consists of; written last, so a folder without it is none. */
export const Manifest = z.object({
  format: z.literal(1),
  takenAt: z.iso.datetime({ offset: true }),
  engineVersion: z.string(),
  /** Names the engine's data, as the database knows them. */
  engineDataId: z.string(),
  /** How long the engine stood still, ms. */
  pausedMs: z.number(),
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), file: z.string(), sha256: z.string() })),
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Files of engine and app by their path in the backup. */
  files: z.record(z.string(), z.string()),
});
export type Manifest = z.infer<typeof Manifest>;

export const MANIFEST = 'manifest.json';

/** Reads and checks everything before anything is touched: a backup that is not whole is refused. */
export async function readBackup(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => null);
  if (text === null) throw new StartError(`${folder} 不是完整的备份：缺少 ${MANIFEST}。请选择其他备份。`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  const manifest = Manifest.safeParse(parsed);
  if (!manifest.success) throw new StartError(`${folder} 的 ${MANIFEST} 无法识别。请选择其他备份。`);
  const expected = new Map(Object.entries(manifest.data.files));
  for (const { file, sha256 } of manifest.data.tables) expected.set(join('database', file), sha256);
  for (const [file, sha256] of expected) {
    const found = await sha256Of(join(folder, file)).catch(() => null);
    if (found !== sha256)
      throw new StartError(`备份已损坏：${file} ${found === null ? '缺失' : '与清单不符'}。请选择其他备份。`);
  }
  return manifest.data;
}

/** SHA-256 of every file below `folder`, by its path from `root`. */
export async function hashAll(folder: string, root: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const result: Record<string, string> = {};
  for (const file of files.sort()) result[relative(root, file)] = await sha256Of(file);
  return result;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
