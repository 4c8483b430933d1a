const CLOSE_ENOUGH_MS = 5;

/** Offset of the engine's clock to wall time in ms, or null when the engine was not started with a controlled clock. */
export async function readOffset(monitoringUrl: string): Promise<number | null> {
  const sent = Date.now();
  const response = await call(monitoringUrl, 'GET', '/actuator/clock');
  if (!response.ok) return null;
  const { epochMilli } = (await response.json()) as { epochMilli: number };
  return Math.round(epochMilli - (sent + Date.now()) / 2);
}

/**
 * Brings the engine's clock to wall time + offset; again and again is harmless. The engine forgets its offset when it
 * restarts. `uncontrolled`: its clock cannot be moved (then only an offset of 0 is right).
 */
export async function applyOffset(monitoringUrl: string, offsetMs: number): Promise<'applied' | 'uncontrolled'> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const sent = Date.now();
    const current = await readOffset(monitoringUrl);
    if (current === null) return 'uncontrolled';
    // On a busy machine the answer takes its time; it is no more exact than half of that.
    const doubt = (Date.now() - sent) / 2;
    const missing = Math.round(offsetMs - current);
    if (Math.abs(missing) <= CLOSE_ENOUGH_MS + doubt) return 'applied';
    const response = await call(monitoringUrl, 'POST', '/actuator/clock/add', { offsetMilli: missing });
    // Reading answers even where moving is forbidden.
    if (response.status === 403 || response.status === 404) return 'uncontrolled';
    if (!response.ok) throw new Error(`engine clock: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }
  throw new Error('engine clock does not follow');
}

function call(monitoringUrl: string, method: string, path: string, body?: object): Promise<Response> {
  return fetch(monitoringUrl.replace(/\/$/, '') + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(5_000),
  });
}
