import { readFile } from 'node:fs/promises';
import { filePath } from '../../domain/files/store.ts';
import type { Client } from './client.ts';
import { readPdf } from './pdf.ts';
import { eventually } from './stack.ts';

/** The one document of this name in the case's files, as soon as it is made: number of the file, and its text without blanks. */
export async function paperIn(
  dataDir: string,
  who: Client,
  caseId: string,
  name: string,
): Promise<{ file: string; text: string }> {
  const file = await eventually(async () => {
    const { items } = (await who.get<{ items: { id: string; name: string }[] }>(`/api/cases/${caseId}/files`)).body;
    const found = items.filter((one) => one.name === name);
    expect([name, found.length]).toEqual([name, 1]);
    return found[0]?.id ?? '';
  });
  return { file, text: readPdf(await readFile(filePath(dataDir, file))).text.replace(/\s/g, '') };
}
