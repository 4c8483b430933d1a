import { text, type Request, type Response } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSafeNumber, LosslessNumber, parse } from 'lossless-json';
import { badRequest } from './problem.ts';

// So wide that a route keeps the types of its own parameters.
type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * JSON bodies. A number that a double would round stays as it was written (LosslessNumber): money is taken exactly or
 * refused, never rounded first. Without a body `req.body` is undefined.
 */
export function json({ limit }: { limit: string }): Middleware {
  const read = text({ type: ['application/json', 'application/*+json'], limit });
  return (plain, res, next) => {
    const req = plain as Request;
    read(req, res as Response, (error?: unknown) => {
      if (error) return next(error);
      try {
        if (typeof req.body === 'string') req.body = req.body === '' ? undefined : parseJson(req.body);
        next();
      } catch (problem) {
        next(problem);
      }
    });
  };
}

function parseJson(body: string): unknown {
  try {
    return parse(body, undefined, (digits) => (isSafeNumber(digits) ? Number(digits) : new LosslessNumber(digits)));
  } catch {
    throw badRequest('提交内容不是有效的 JSON，请检查格式。');
  }
}
