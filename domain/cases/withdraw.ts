import type { EngineClient } from '../../engine/client.ts';

/**
 * Asks the case's instance to end, whoever wants it to: the engine decides whether it still can, and asks the worker
 * `record-withdrawal` to write it down. Said again, it is the same message.
 */
export async function sendWithdrawal(
  engine: Pick<EngineClient, 'publishMessage'>,
  caseId: string,
  withdrawal: { by: string; reason: string },
): Promise<void> {
  await engine.publishMessage({
    name: 'case-withdrawn',
    correlationKey: caseId,
    messageId: `withdraw:${caseId}`,
    timeToLiveMs: 60_000,
    variables: { withdrawal },
  });
}
