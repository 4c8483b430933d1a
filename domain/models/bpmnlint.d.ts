// Neither package brings typings that are reachable from what is imported here.
declare module 'bpmnlint' {
  export interface Report {
    id?: string;
    message: string;
    category: 'error' | 'warn' | 'info' | 'rule-error';
    meta?: unknown;
  }
  export class Linter {
    readonly config: object;
    constructor(options: { config: object; resolver: unknown });
    lint(root: unknown): Promise<Record<string, Report[]>>;
    resolveRules(config: object): Promise<{ name: string }[]>;
  }
}
declare module 'bpmnlint/lib/resolver/node-resolver.js' {
  export default class NodeResolver {
    constructor(options?: { require?: unknown; requireLocal?: unknown });
  }
}
