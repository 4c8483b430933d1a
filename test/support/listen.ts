import type { Client } from './client.ts';

export interface Heard {
  event: string;
  data: { caseId?: string; taskKey?: string };
}

/** Collects the events of somebody's open stream until it is closed. */
export async function listen(who: Client): Promise<{ seen: Heard[]; close(): void }> {
  const abort = new AbortController();
  const answer = await who.raw('/api/events', { signal: abort.signal });
  if (!(answer.headers.get('content-type') ?? '').includes('text/event-stream'))
    throw new Error(`no event stream for ${who.username}: ${answer.status}`);
  const seen: Heard[] = [];
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
        const block = text.slice(0, end);
        const event = /^event:\s*(.*)$/m.exec(block)?.[1];
        const data = /^data:\s*(.*)$/m.exec(block)?.[1];
        if (event && data) seen.push({ event, data: JSON.parse(data) as Heard['data'] });
      }
    }
  })().catch(() => undefined);
  return { seen, close: () => abort.abort() };
}
