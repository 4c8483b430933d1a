/** Phases of the partitions of one broker, from its management address. */
export interface Partition {
  role: string;
  processedPosition: number | null;
  exportedPosition: number | null;
  streamProcessorPhase: string;
}

export async function readPartitions(monitoringUrl: string): Promise<Partition[]> {
  return Object.values((await ask(monitoringUrl, 'GET', '/actuator/partitions')) as Record<string, Partition>);
}

/** Brokers of the cluster that this one belongs to. */
export async function countBrokers(monitoringUrl: string): Promise<number> {
  const { brokers } = (await ask(monitoringUrl, 'GET', '/actuator/cluster')) as { brokers?: unknown[] };
  return brokers?.length ?? 1;
}

/** The engine goes on taking commands, but does none until it is resumed; it stays so over a restart. */
export async function pauseProcessing(monitoringUrl: string): Promise<void> {
  await ask(monitoringUrl, 'POST', '/actuator/partitions/pauseProcessing');
}

export async function resumeProcessing(monitoringUrl: string): Promise<void> {
  await ask(monitoringUrl, 'POST', '/actuator/partitions/resumeProcessing');
}

/** Asks for a snapshot of its state: a later start has less to go through. */
export async function takeSnapshot(monitoringUrl: string): Promise<void> {
  await ask(monitoringUrl, 'POST', '/actuator/partitions/takeSnapshot');
}

async function ask(monitoringUrl: string, method: string, path: string): Promise<unknown> {
  const response = await fetch(monitoringUrl.replace(/\/$/, '') + path, {
    method,
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`engine ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
