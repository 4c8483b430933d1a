import type { DateTime } from 'luxon';
import type { Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { type Started, startCase } from '../cases/start.ts';
import { findByIdempotencyKey } from '../cases/store.ts';
import { listMembers } from '../meetings/members.ts';
import { jointMeeting } from './joint-procedure.ts';

const BY_TIMER = '系统定时';
const OFFICE = 'joint-meeting-office';

/** The regular meeting of a quarter, once (附件1 三（一）): proposed for the convenor, with every member unit of that day. */
export async function openRegularMeeting(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  firedAt: DateTime,
): Promise<Started> {
  const key = `joint-meeting:regular:${firedAt.year}-Q${firedAt.quarter}`;
  // The members may have changed since: what is opened stays as it was.
  const known = await findByIdempotencyKey(pool, BY_TIMER, key);
  if (known) return { id: known.id, repeated: true };
  const members = (await listMembers(pool)).filter(({ group }) => group === 'joint-meeting');
  const units = members.flatMap(({ role, post }) => (post && role !== '召集人' ? [post.split('.')[0] ?? ''] : []));
  return startCase(pool, engine, jointMeeting, {
    variables: {
      kind: 'regular',
      filingUnit: OFFICE,
      subject: `${firedAt.year}年第${firedAt.quarter}季度例会`,
      topics: '行政审批服务改革阶段性工作\n下阶段工作安排',
      departments: [...new Set(units)],
    },
    createdBy: BY_TIMER,
    idempotencyKey: key,
  });
}
