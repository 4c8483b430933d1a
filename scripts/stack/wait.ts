import { connect } from 'node:net';

export function reachable(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(1_000, () => answer(false));
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

export async function healthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** Throws what `giveUp` answers, or `late` when the time is over. */
export async function until(
  test: () => Promise<boolean>,
  ms: number,
  giveUp: () => Error | undefined,
  late: () => Error,
): Promise<void> {
  for (const end = Date.now() + ms; ;) {
    if (await test()) return;
    const error = giveUp();
    if (error) throw error;
    if (Date.now() > end) throw late();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
