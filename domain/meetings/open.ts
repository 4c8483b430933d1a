import type { DateTime } from 'luxon';
import type { Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { type Started, startCase } from '../cases/start.ts';
import { investmentMeeting } from './procedure.ts';

/** Who opened a case that no person did. */
const BY_TIMER = '系统定时';

/**
 * The case of the month, once: the key of its row is the month, whatever fires, is deployed, restarted or delivered again.
 * The case's own instance then starts by message like every other case, so that it knows its id from its first moment.
 */
export function openMonthlyMeeting(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  firedAt: DateTime,
): Promise<Started> {
  const subject = `${firedAt.year}年${firedAt.month}月双招双引碰头会`;
  const month = firedAt.toFormat('yyyy-MM');
  return startCase(pool, engine, investmentMeeting, {
    variables: { subject, month },
    createdBy: BY_TIMER,
    idempotencyKey: `${investmentMeeting.id}:${month}`,
  });
}
