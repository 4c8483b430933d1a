export interface FieldError {
  path: string;
  message: string;
}

/** A refusal of the API (RFC 9457), or the network's. */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;
  readonly errors: FieldError[];
  /** The number to quote when asking for help. */
  readonly instance: string | null;

  constructor(status: number, title: string, detail = '', errors: FieldError[] = [], instance: string | null = null) {
    super(title);
    this.status = status;
    this.detail = detail;
    this.errors = errors;
    this.instance = instance;
  }
}

let csrfToken = '';
let onSignedOut: () => void = () => undefined;

export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** Called when a request is refused because the session ended. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem> & { title?: string };
  return new Problem(
    response.status,
    body.title ?? `请求未成功（${response.status}）`,
    body.detail ?? '',
    body.errors ?? [],
    body.instance ?? null,
  );
}

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const form = body instanceof FormData;
  const response = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(method === 'GET' ? {} : { 'x-csrf-token': csrfToken }),
      ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : form ? body : JSON.stringify(body),
  }).catch(() => {
    throw new Problem(0, '网络连接中断', '没有收到服务器的答复。您填写的内容仍在本页，请稍后重试。');
  });
  if (response.ok) return response;
  if (response.status === 401 && path !== '/api/session') onSignedOut();
  throw await problemOf(response);
}

async function json<T>(response: Promise<Response>): Promise<T> {
  const answer = await response;
  return (answer.status === 204 ? undefined : await answer.json().catch(() => undefined)) as T;
}

export const http = {
  get: <T>(path: string, headers?: Record<string, string>) => json<T>(send('GET', path, undefined, headers)),
  post: <T>(path: string, body?: unknown, headers?: Record<string, string>) =>
    json<T>(send('POST', path, body ?? {}, headers)),
  put: <T>(path: string, body: unknown) => json<T>(send('PUT', path, body)),
  delete: <T>(path: string) => json<T>(send('DELETE', path)),
};

/** Query string of what is set. */
export function query(params: Record<string, string | number | boolean | undefined | null>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '' && value !== false) search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}
