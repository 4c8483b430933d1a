import type { Request, RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Everything that the log says of this request from now on names the case that it is about, where the address does not. */
export function noteCase(req: Pick<Request, 'log'>, caseId: string | null): void {
  if (caseId && req.log.bindings().case !== caseId) req.log.setBindings({ case: caseId });
}

/** What requests and jobs took, for Prometheus; the addresses of requests are in the log only, they would be endless labels. */
export function createObserver(logger: Logger) {
  const registry = new Registry();
  const requests = new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  const jobs = new Histogram({
    name: 'job_seconds',
    help: 'Time of an automatic step, by its job type and what became of it',
    labelNames: ['type', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  });

  /** One id a request, also in the answer: what a person quotes is found in the log. No names, no query, no content. */
  const watchRequests: RequestHandler = (req, res, next) => {
    const given = req.get('x-request-id') ?? '';
    const request = /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    res.setHeader('x-request-id', request);
    req.log = logger.child({ request });
    const began = performance.now();
    res.once('finish', () => {
      const ms = Math.round(performance.now() - began);
      requests.observe({ method: req.method, status: res.statusCode }, ms / 1000);
      const inAddress = /^\/api\/cases\/([A-Z]+-\d{4}-\d+)/.exec(req.originalUrl)?.[1];
      // A filing has its id only now; acts on tasks note theirs for the audit too.
      noteCase(req, inAddress ?? (res.locals.audit as { case?: string | null } | undefined)?.case ?? null);
      const level = res.statusCode >= 500 ? 'error' : req.method === 'GET' ? 'debug' : 'info';
      const path = req.originalUrl.split('?', 1)[0];
      req.log[level]({ method: req.method, path, status: res.statusCode, ms }, 'request');
    });
    next();
  };

  return {
    registry,
    watchRequests,
    jobDone(type: string, outcome: string, seconds: number): void {
      jobs.observe({ type, outcome }, seconds);
    },
  };
}
export type Observer = ReturnType<typeof createObserver>;
