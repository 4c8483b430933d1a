/** A person at the API: session cookie and token are kept, a problem is an answer like any other. */
/* eslint-disable @typescript-eslint/no-explicit-any -- tests look into bodies freely */
export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Client {
  baseUrl: string;
  username: string;
  /** What each request says of its session. */
  session: Record<string, string>;
  get<T = any>(path: string, headers?: Record<string, string>): Promise<Answer<T>>;
  post<T = any>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  put<T = any>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  delete<T = any>(path: string, headers?: Record<string, string>): Promise<Answer<T>>;
  /** Multipart field `file`. */
  upload<T = any>(path: string, name: string, content: Uint8Array | string, type?: string): Promise<Answer<T>>;
  /** The answer as it comes: downloads, event streams, odd requests. */
  raw(path: string, init?: RequestInit): Promise<Response>;
}

export async function signIn(baseUrl: string, username: string, password = 'demo'): Promise<Client> {
  const answer = await fetch(`${baseUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`sign-in of ${username}: ${answer.status} ${text}`);
  const cookie = answer.headers.getSetCookie().map((c) => c.split(';')[0]!);
  return client(baseUrl, username, {
    cookie: cookie.join('; '),
    'x-csrf-token': (JSON.parse(text) as { csrfToken: string }).csrfToken,
  });
}

/** Nobody: no session, no token. */
export function stranger(baseUrl: string): Client {
  return client(baseUrl, '', {});
}

function client(baseUrl: string, username: string, session: Record<string, string>): Client {
  const raw = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(baseUrl + path, { ...init, headers: { ...session, ...(init.headers as Record<string, string>) } });

  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return read(
      await raw(path, {
        method,
        headers: { ...json, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
  }

  return {
    baseUrl,
    username,
    session,
    raw,
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    delete: (path, headers) => call('DELETE', path, undefined, headers),
    async upload(path, name, content, type = 'application/pdf') {
      const form = new FormData();
      form.set('file', new Blob([typeof content === 'string' ? content : Buffer.from(content)], { type }), name);
      return read(await raw(path, { method: 'POST', body: form }));
    },
  };
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  let body: unknown = text;
  if ((response.headers.get('content-type') ?? '').includes('json')) body = text ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, body: body as T };
}
