import { fromBuffer } from 'yauzl';

export const entriesOfZip = async (zip: Buffer): Promise<string[]> => [...(await readZip(zip, () => false)).keys()];

/** An entry of the zip, which is JSON. */
export async function jsonInZip(zip: Buffer, name: string): Promise<unknown> {
  const content = (await readZip(zip, (entry) => entry === name)).get(name);
  if (!content) throw new Error(`no ${name} in the zip`);
  return JSON.parse(content.toString('utf8'));
}

/** Names of all entries, with what is in those that are wanted. */
function readZip(zip: Buffer, wanted: (name: string) => boolean): Promise<Map<string, Buffer | null>> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => {
      if (error) return reject(error);
      const found = new Map<string, Buffer | null>();
      file.on('entry', (entry) => {
        found.set(entry.fileName, null);
        if (!wanted(entry.fileName)) return file.readEntry();
        file.openReadStream(entry, (broken, stream) => {
          if (broken) return reject(broken);
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
          stream.on('end', () => {
            found.set(entry.fileName, Buffer.concat(parts));
            file.readEntry();
          });
        });
      });
      file.on('end', () => resolve(found)).on('error', reject);
      file.readEntry();
    });
  });
}
