import type { ZeebeGrpcClient } from '@camunda8/sdk/dist/zeebe/index.js';
import { type DecisionResult, type EngineClient, EngineError, type EngineKey } from './client.ts';
import { listed } from './gateways.ts';
import { command } from './grpc.ts';
import { openJobStream } from './job-stream.ts';
import { parseJson } from './json.ts';
import { callRest, restPrefix } from './rest.ts';

export interface ZeebeClientOptions {
  /** host:port; of several brokers with commas between, of which the first is talked to until `use` says otherwise. */
  grpcAddress: string;
  /** http://host:port, likewise. */
  restAddress: string;
  engineVersion: string;
}

/** Loaded when it is needed, and this part alone: the SDK's clients of other products are a megabyte of code. */
async function connect(address: string): Promise<ZeebeGrpcClient> {
  const { ZeebeGrpcClient } = await import('@camunda8/sdk/dist/zeebe/index.js');
  return new ZeebeGrpcClient({
    config: {
      ZEEBE_GRPC_ADDRESS: `grpc://${address}`,
      CAMUNDA_OAUTH_DISABLED: true,
      zeebeGrpcSettings: {
        ZEEBE_CLIENT_LOG_LEVEL: 'NONE',
        // Our own callers decide what may be repeated.
        ZEEBE_GRPC_CLIENT_RETRY: false,
        GRPC_INITIAL_RECONNECT_BACKOFF_MS: '200',
        GRPC_MAX_RECONNECT_BACKOFF_MS: '1000',
      },
    },
  });
}

export function createZeebeClient({ grpcAddress, restAddress, engineVersion }: ZeebeClientOptions): EngineClient {
  const [grpc, rest] = [listed(grpcAddress), listed(restAddress)];
  const clients = new Map<number, Promise<ZeebeGrpcClient>>();
  let at = 0;
  const present = (): Promise<ZeebeGrpcClient> => {
    const client = clients.get(at) ?? connect(grpc[at]!);
    clients.set(at, client);
    return client;
  };
  const call = <T>(run: (client: ZeebeGrpcClient) => Promise<T>): Promise<T> =>
    command(async () => run(await present()));
  const tasks = `${restPrefix(engineVersion)}/user-tasks`;
  async function onTask(key: EngineKey, method: string, path: string, body?: unknown): Promise<void> {
    await callRest(rest[at]!, method, `${tasks}/${checkKey(key)}${path}`, body);
  }

  return {
    async deploy(resources) {
      const { deployments } = await call((client) => client.deployResources(resources.map(toResource)));
      const all = deployments as {
        process?: { bpmnProcessId: string; version: number; processDefinitionKey: string };
        form?: { formId: string; formKey: string };
        decisionRequirements?: { dmnDecisionRequirementsId: string; decisionRequirementsKey: string };
      }[];
      return {
        diagrams: all.flatMap(({ process: p }) =>
          p ? [{ processId: p.bpmnProcessId, version: p.version, definitionKey: String(p.processDefinitionKey) }] : [],
        ),
        files: all.flatMap(({ form, decisionRequirements: rules }) => [
          ...(form ? [{ kind: 'form' as const, id: form.formId, key: String(form.formKey) }] : []),
          ...(rules
            ? [
                {
                  kind: 'dmn' as const,
                  id: rules.dmnDecisionRequirementsId,
                  key: String(rules.decisionRequirementsKey),
                },
              ]
            : []),
        ]),
      };
    },
    async deleteResource(key) {
      await call((client) => client.deleteResource({ resourceKey: key }));
    },

    async publishMessage({ name, correlationKey, messageId, timeToLiveMs, variables }) {
      try {
        await call((client) =>
          client.publishMessage({
            name,
            correlationKey,
            timeToLive: timeToLiveMs,
            variables: variables as never,
            ...(messageId === undefined ? {} : { messageId }),
          }),
        );
        return 'published';
      } catch (error) {
        if (error instanceof EngineError && error.code === 'conflict') return 'already';
        throw error;
      }
    },

    assignTask: (key, assignee, { allowOverride, action }) =>
      onTask(key, 'POST', '/assignment', { assignee, allowOverride, action }),
    unassignTask: (key) => onTask(key, 'DELETE', '/assignee'),
    completeTask: (key, variables, action) => onTask(key, 'POST', '/completion', { variables, action }),
    updateTask: (key, changeset, action) =>
      onTask(key, 'PATCH', '', { changeset, ...(action === undefined ? {} : { action }) }),

    async setVariables(scopeKey, variables, local) {
      await call((client) =>
        client.setVariables({ elementInstanceKey: scopeKey, variables: variables as never, local }),
      );
    },
    async cancelInstance(key) {
      await call((client) => client.cancelProcessInstance(key));
    },
    async retryIncident({ key, jobKey }, attempts) {
      if (jobKey !== null) await call((client) => client.updateJobRetries({ jobKey, retries: attempts }));
      await call((client) => client.resolveIncident({ incidentKey: key }));
    },
    async createInstance({ processId, version, start, variables }) {
      const { processInstanceKey } = await call((client) =>
        client.createProcessInstance({
          bpmnProcessId: processId,
          version,
          variables: variables as never,
          startInstructions: start.map((elementId) => ({ elementId })),
        }),
      );
      return String(processInstanceKey);
    },
    async modifyInstance(key, { activate, terminate }) {
      await call((client) =>
        client.modifyProcessInstance({
          processInstanceKey: key,
          activateInstructions: activate.map((elementId) => ({
            elementId,
            ancestorElementInstanceKey: '-1',
            variableInstructions: [],
          })),
          terminateInstructions: terminate.map((elementInstanceKey) => ({ elementInstanceKey })),
        }),
      );
    },

    async migrateInstance(key, { to, mapping }) {
      await call((client) =>
        client.migrateProcessInstance({
          processInstanceKey: key,
          migrationPlan: {
            targetProcessDefinitionKey: to,
            mappingInstructions: Object.entries(mapping).map(([sourceElementId, targetElementId]) => ({
              sourceElementId,
              targetElementId,
            })),
          },
        }),
      );
    },

    async evaluateDecision(by, variables) {
      return toDecisionResult(
        await call((client) => client.evaluateDecision({ ...by, variables: variables as never } as never)),
      );
    },

    streamJobs: (options) => openJobStream(present, options),

    use(gateway) {
      if (!grpc[gateway] || !rest[gateway]) throw new RangeError(`no gateway ${gateway}`);
      at = gateway;
    },

    async ready() {
      try {
        const { brokers, partitionsCount } = await (await present()).topology();
        const led = new Set(
          brokers.flatMap((b) => b.partitions.filter((p) => String(p.role) === 'LEADER').map((p) => p.partitionId)),
        );
        return partitionsCount > 0 && led.size === partitionsCount;
      } catch {
        return false;
      }
    },
    async version() {
      return (await call((client) => client.topology())).gatewayVersion;
    },
    async close() {
      await Promise.all([...clients.values()].map(async (client) => (await client).close().catch(() => undefined)));
    },
  };
}

/** A key is data of the caller: nothing but digits goes into the address. The engine takes only keys of a partition. */
function checkKey(key: EngineKey): EngineKey {
  if (!/^\d{1,19}$/.test(key) || BigInt(key) >> 51n === 0n) throw new EngineError('not-found', `no user task ${key}`);
  return key;
}

function toResource({ name, content }: { name: string; content: Buffer }) {
  if (name.endsWith('.bpmn')) return { process: content, name };
  if (name.endsWith('.dmn')) return { decision: content, name };
  if (name.endsWith('.form')) return { form: content, name };
  throw new EngineError('invalid', `not a diagram, rule or form: ${name}`);
}

type Evaluation = Awaited<ReturnType<ZeebeGrpcClient['evaluateDecision']>>;

function toDecisionResult(answer: Evaluation): DecisionResult {
  if (answer.failedDecisionId) throw new EngineError('rejected', answer.failureMessage);
  return {
    decisionId: answer.decisionId,
    decisionKey: answer.decisionKey,
    version: answer.decisionVersion,
    output: parseJson(answer.decisionOutput),
    matchedRules: answer.evaluatedDecisions.flatMap((decision) =>
      decision.matchedRules.map((rule) => ({
        decisionId: decision.decisionId,
        ruleId: rule.ruleId,
        ruleIndex: rule.ruleIndex,
        outputs: Object.fromEntries(rule.evaluatedOutputs.map((o) => [o.outputId, parseJson(o.outputValue)])),
      })),
    ),
  };
}
