import { COMMENT_ACTION } from '../domain/disclosure/comments.ts';
import { CUT_ACTION } from '../domain/audit/verify.ts';
import { OPERATIONS } from './openapi.ts';

interface Named {
  method: string;
  parts: string[];
  name: string;
}

// Put together when it is first asked for: the operations know the routes, and these us.
let known: Named[] | null = null;
const named = (): Named[] =>
  (known ??= OPERATIONS.map(({ method, path, summary }) => ({
    method: method.toUpperCase(),
    parts: path.split('/').slice(1),
    // What stands in brackets says who may.
    name: summary.split(/[（；]/, 1)[0] ?? summary,
  })));

/** What an act of the audit log is called: the name of its operation; null for an address that there is not. */
export function nameOfAct(action: string, target: string | null): string | null {
  if (action === CUT_ACTION) return '清理到期的审计日志';
  // Not of the API: it comes from the public page.
  if (action === COMMENT_ACTION) return '公众提交意见';
  const [method = '', address = ''] = action.split(' ');
  const [, , resource = '', ...rest] = address.split('/');
  const parts = [resource, ...rest.map((part) => (part === ':id' ? (target ?? part) : part))];
  const fits = (op: Named): number => {
    if (op.method !== method || op.parts.length !== parts.length) return -1;
    let literal = 0;
    for (const [i, part] of op.parts.entries()) {
      if (part === parts[i]) literal++;
      else if (!part.startsWith('{')) return -1;
    }
    return literal;
  };
  const best = named()
    .map((op) => ({ op, score: fits(op) }))
    .sort((a, b) => b.score - a.score)[0];
  return best && best.score >= 0 ? best.op.name : null;
}
