import type { Logger } from 'pino';
import type { Pool } from '../db/pool.ts';
import type { EngineClient } from '../engine/client.ts';
import type { Changes } from './changes.ts';
import type { Config } from './config.ts';
import type { Health } from './health.ts';
import type { Observer } from './observe.ts';
import type { Watchdog } from './alarms/watchdog.ts';

/** What routes work with; made once in api/start.ts. */
export interface Context {
  config: Config;
  pool: Pool;
  /**
   * For the short statements of a page: who asks, and a list. Two connections a core: what more of them do at once is done no sooner,
   * and the last of ten waits longer for it.
   */
  reading: Pool;
  engine: EngineClient;
  changes: Changes;
  health: Health;
  /** null until it watches. */
  watchdog(): Watchdog | null;
  logger: Logger;
  observer: Observer;
}
