import { EngineError } from './client.ts';

/** The engine's REST gateway: 8.5 knows only /v1, from 8.8 on there is only /v2. */
export function restPrefix(version: string): '/v1' | '/v2' {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 8 || (major === 8 && minor >= 8) ? '/v2' : '/v1';
}

const BUSY = new Set([429, 503]);
const BUSY_TRIES = 6;

/** Answers the parsed body, or undefined when there is none. A refusal because of load is tried again: it changed nothing. */
export async function callRest(base: string, method: string, path: string, body?: unknown): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const response = await send(base + path, method, body);
    const text = await response.text().catch(() => '');
    if (response.ok) return text ? JSON.parse(text) : undefined;
    if (BUSY.has(response.status) && attempt < BUSY_TRIES) {
      await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** attempt));
      continue;
    }
    throw toError(response.status, text);
  }
}

async function send(url: string, method: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
  } catch (error) {
    const cause = (error as Error).cause as Error | undefined;
    throw new EngineError('unavailable', `engine unreachable: ${cause?.message ?? (error as Error).message}`);
  }
}

function toError(status: number, text: string): EngineError {
  let title = '';
  let detail = text.slice(0, 500);
  try {
    const problem = JSON.parse(text) as { title?: string; detail?: string };
    title = problem.title ?? '';
    detail = problem.detail ?? detail;
  } catch {
    // not a problem+json body: the raw text will do
  }
  if (status === 404) return new EngineError('not-found', detail);
  if (status === 409) return new EngineError('conflict', detail);
  if (status === 400) return new EngineError('invalid', detail);
  // 500 too: so the gateway answers a command that timed out, or one for a partition that it does not know yet.
  if (BUSY.has(status) || status >= 500) return new EngineError('unavailable', `${title} ${detail}`);
  return new EngineError('rejected', `${status} ${detail}`);
}
