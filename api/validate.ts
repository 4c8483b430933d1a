import type { z } from 'zod';
import { isStorable } from '../domain/text.ts';
import { badRequest, invalid } from './problem.ts';

/** Checks a body: 422 with a message at each field. */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalid(toErrors(parsed.error));
  return parsed.data;
}

/** Checks query parameters: 400. An empty one (`?status=`) is as good as none. */
export function parseQuery<S extends z.ZodType>(schema: S, query: object): z.output<S> {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '')));
  if (!parsed.success) {
    const errors = toErrors(parsed.error);
    throw badRequest(`查询参数有误：${errors[0]?.path ?? ''} ${errors[0]?.message ?? ''}`, errors);
  }
  return parsed.data;
}

function toErrors(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
}

/** Text that PostgreSQL and the engine cannot hold is refused before anything is done with it. */
export function refuseUnstorable(value: unknown): void {
  const stack = [value];
  while (stack.length) {
    const v = stack.pop();
    if (typeof v === 'string') {
      if (!isStorable(v)) throw badRequest('文字中含有无法保存的字符，请删除后重试。');
    } else if (v && typeof v === 'object') {
      for (const [key, inner] of Object.entries(v)) stack.push(key, inner);
    }
  }
}
