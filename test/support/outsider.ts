import type { Client } from './client.ts';
import { openTasks } from './fast-track.ts';

/** What somebody who has no part in these cases gets of them: nothing, in single reads, acts, files and lists alike. */
export async function expectOutside(outsider: Client, monitor: Client, cases: string[]): Promise<void> {
  const refused: [string, number][] = [];
  const ask = async (path: string, answer: Promise<{ status: number }>) => refused.push([path, (await answer).status]);
  await Promise.all(
    cases.map(async (id) => {
      for (const part of ['', '/files', '/history', '/diagram', '/archive'])
        await ask(`${id}${part}`, outsider.get(`/api/cases/${id}${part}`));
      await ask(`${id} withdraw`, outsider.post(`/api/cases/${id}/withdraw`, { reason: '试试' }));
      const { items: files } = (await monitor.get<{ items: { id: string }[] }>(`/api/cases/${id}/files`)).body;
      for (const file of files) await ask(`${id} file`, outsider.raw(`/api/files/${file.id}`));
      for (const { key, element } of await openTasks(monitor, id)) {
        await ask(`${id} ${element}`, outsider.get(`/api/tasks/${key}`));
        for (const act of ['claim', 'complete'])
          await ask(`${id} ${element} ${act}`, outsider.post(`/api/tasks/${key}/${act}`, { variables: {} }));
      }
    }),
  );
  expect(refused.filter(([, status]) => status !== 403 && status !== 404)).toEqual([]);
  for (const list of ['cases?limit=200', 'tasks?view=all&limit=200', 'deadlines?limit=200', 'cards?limit=200']) {
    const { status, body } = await outsider.get(`/api/${list}`);
    const text = status === 200 ? JSON.stringify(body) : '';
    expect([list, cases.filter((id) => text.includes(`"${id}"`))]).toEqual([list, []]);
  }
  for (const id of cases) expect([id, (await outsider.get(`/api/search?q=${id}`)).body.total]).toEqual([id, 0]);
}
