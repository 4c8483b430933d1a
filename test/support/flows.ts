import type { Client } from './client.ts';
import { eventually } from './stack.ts';

export interface Flows {
  /** Reads the flows of a case when this one has come back from the engine, and counts them. */
  of(monitor: Client, caseId: string, last: string): Promise<void>;
  /** Every flow of the diagram that the cases are cases of. */
  all(): string[];
  /** Those that no case has taken. */
  untaken(): string[];
}

/** The flows that the cases of a story take between them. */
export function countFlows(): Flows {
  const taken = new Set<string>();
  let all: string[] = [];
  return {
    of: (monitor, caseId, last) =>
      eventually(async () => {
        const { body } = await monitor.get<{ xml: string; flows: { flowId: string }[] }>(
          `/api/cases/${caseId}/diagram`,
        );
        const flows = body.flows.map(({ flowId }) => flowId);
        expect(flows).toContain(last);
        flows.forEach((flow) => taken.add(flow));
        all = [...body.xml.matchAll(/<bpmn:sequenceFlow id="([^"]+)"/g)].map((match) => match[1] ?? '');
      }),
    all: () => all,
    untaken: () => all.filter((flow) => !taken.has(flow)).sort(),
  };
}
