import { EngineError } from './client.ts';

const CODES: Record<number, EngineError['code']> = {
  1: 'unavailable', // CANCELLED
  3: 'invalid', // INVALID_ARGUMENT
  4: 'unavailable', // DEADLINE_EXCEEDED
  5: 'not-found', // NOT_FOUND
  6: 'conflict', // ALREADY_EXISTS
  8: 'unavailable', // RESOURCE_EXHAUSTED: back-pressure
  9: 'conflict', // FAILED_PRECONDITION
  14: 'unavailable', // UNAVAILABLE
};
const RESOURCE_EXHAUSTED = 8;
const BUSY_TRIES = 6;

export function grpcCode(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
}

export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const code = grpcCode(error);
  const message = (error as { details?: string }).details || (error instanceof Error ? error.message : String(error));
  return new EngineError((code !== undefined && CODES[code]) || 'rejected', message);
}

/** Runs a command; a refusal because of load is tried again: it changed nothing. Everything else is the caller's. */
export async function command<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (grpcCode(error) !== RESOURCE_EXHAUSTED || attempt === BUSY_TRIES) throw toEngineError(error);
      await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** attempt));
    }
  }
}
