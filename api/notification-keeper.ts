import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Pool } from '../db/pool.ts';
import { raiseAlarms } from '../domain/notifications/alarms.ts';
import type { Channel } from '../domain/notifications/deliveries.ts';
import { tellOfTasks } from '../domain/notifications/of-tasks.ts';
import { createSender } from '../domain/notifications/send.ts';
import { noteMailChannel } from '../domain/notifications/settings.ts';
import type { Changes } from './changes.ts';
import type { Config } from './config.ts';

const SWEEP_MS = 2_000;
// Whoever waits for the task itself sees it first; what else a step brings comes meanwhile.
const AFTER_MS = 100;
const SEND_MS = 1_000;
const ALARM_MS = 15_000;
// The exporter that tells a task's case is at most this far behind the one that tells the task.
const PLACED_WITHIN_MS = 5_000;

/**
 * Tells of new tasks, sends mail and webhooks, raises alarms: beside the projection and the workers, each driven by changes with a
 * slow sweep as a net. Several app processes may do so at once.
 */
export async function keepNotifications(deps: {
  pool: Pool;
  config: Config;
  changes: Changes;
  logger: Logger;
}): Promise<{ close(): Promise<void> }> {
  const { pool, config, changes, logger } = deps;
  await noteMailChannel(pool, config.SMTP_URL !== undefined);
  const sender = createSender(
    pool,
    {
      smtpUrl: config.SMTP_URL,
      from: config.MAIL_FROM,
      publicUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
      allowPrivate: config.WEBHOOK_PRIVATE,
      retry: { attempts: config.DELIVERY_ATTEMPTS, backOffMs: config.DELIVERY_BACK_OFF_MS },
    },
    ({ id }, reason) => logger.error({ delivery: id, reason }, 'delivery given up'),
  );

  const unplacedSince = new Map<string, number>();
  const waits = (key: string): boolean => {
    const since = unplacedSince.get(key) ?? Date.now();
    if (unplacedSince.size > 10_000) unplacedSince.clear();
    unplacedSince.set(key, since);
    return Date.now() - since < PLACED_WITHIN_MS;
  };

  let closing = false;
  const loops = [
    loop('tasks', SWEEP_MS, async () => {
      await sleep(AFTER_MS);
      while (!closing && (await tellOfTasks(pool, waits)));
    }),
    loop('alarms', ALARM_MS, () => raiseAlarms(pool)),
    ...(['email', 'webhook'] as Channel[]).map((channel) =>
      loop(channel, SEND_MS, async () => {
        while (!closing && (await sender.send(channel)) > 0);
      }),
    ),
  ];
  const [tasks, , ...senders] = loops;
  const unsubscribe = changes.subscribe(({ type }) => {
    if (type === 'task' || type === 'all') tasks?.wake();
    if (type === 'notification') for (const s of senders) s.wake();
  });

  /** One run at a time, one more for all that came meanwhile. */
  function loop(name: string, everyMs: number, work: () => Promise<unknown>) {
    let running: Promise<void> | null = null;
    let again = false;
    const wake = () => {
      again = true;
      running ??= (async () => {
        while (again && !closing) {
          again = false;
          await work().catch((error: unknown) => {
            logger.warn({ err: error, part: name }, 'notifications not kept, will be tried again');
          });
        }
        running = null;
      })();
    };
    const timer = setInterval(wake, everyMs);
    return {
      wake,
      async close() {
        clearInterval(timer);
        await running;
      },
    };
  }

  return {
    async close() {
      closing = true;
      unsubscribe();
      await Promise.all(loops.map((l) => l.close()));
      sender.close();
    },
  };
}
