import { createSession, type Session } from 'better-sse';
import { Router } from 'express';
import { maySeeCase } from '../domain/access.ts';
import { identify } from '../domain/people/identity.ts';
import type { Change } from './changes.ts';
import type { Context } from './context.ts';
import { principalOf } from './session.ts';

// Changes of a case are told once per this time to one page, however many records they consist of.
const GATHER_MS = 150;
/** More cases than these are not looked at one by one for each page that is opened: it asks for all it shows. */
const LATELY_MOST = 50;

/** Server-sent events `task`, `case`, `deadline` of the cases that the person may see, `notification` of his own; pages then ask again. */
export function eventRoutes({ pool, changes, config, logger }: Context): Router {
  const router = Router();

  router.get('/events', async (req, res) => {
    const who = principalOf(req);
    const stream = await createSession(req, res, { keepAlive: 20_000, retry: 2000 });
    let gathered = new Map<string, Change>();
    let timer: NodeJS.Timeout | null = null;
    let everyCase = false;

    const tell = async () => {
      timer = null;
      const batch = [...gathered.values()];
      gathered = new Map();
      // Posts change hands while a page is open: ask anew who this is.
      const person = (await identify(pool, req.sessionID, 0))?.person;
      // Signed out, stopped, or left alone too long: nothing more is told.
      if (!person || person.standing.idle > config.IDLE_MINUTES * 60) {
        res.end();
        return;
      }
      if (everyCase) push(stream, 'case', {});
      everyCase = false;
      const seen = new Map<string, boolean>();
      for (const change of batch) {
        if (change.type === 'all' || change.type === 'clock') {
          push(stream, 'task', {});
          push(stream, 'case', {});
          push(stream, 'notification', {});
          continue;
        }
        if (change.type === 'notification') {
          push(stream, 'notification', {});
          continue;
        }
        const id = change.caseId;
        if (!id) continue;
        if (!seen.has(id)) seen.set(id, await maySeeCase(pool, person.who, id));
        if (seen.get(id))
          push(stream, change.type, { caseId: id, ...(change.taskKey ? { taskKey: change.taskKey } : {}) });
      }
    };
    const hear = (change: Change) => {
      if (change.type === 'notification' && change.username !== who.username) return;
      if (gathered.size < 1000) gathered.set(`${change.type}:${change.caseId}:${change.taskKey}`, change);
      tellSoon();
    };
    const tellSoon = () => {
      timer ??= setTimeout(
        () => void tell().catch((error: unknown) => logger.warn({ err: error }, 'events not told')),
        GATHER_MS,
      );
    };
    // The page may have asked for what it shows before this was listened to.
    const lately = changes.lately();
    const inCases = lately.filter(({ type }) => type !== 'notification');
    everyCase = inCases.length > LATELY_MOST || inCases.some(({ type }) => type === 'all' || type === 'clock');
    if (everyCase) tellSoon();
    for (const change of lately) if (change.type === 'notification' || !everyCase) hear(change);
    const unsubscribe = changes.subscribe(hear);
    stream.once('disconnected', () => {
      unsubscribe();
      if (timer) clearTimeout(timer);
    });
  });

  return router;
}

function push(stream: Session, name: string, data: object): void {
  if (stream.isConnected) stream.push(data, name);
}
