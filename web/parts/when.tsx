import { Tooltip } from 'antd';
import { longTime, shortTime, weekday } from './time.ts';

/** A time as 02-27 17:00, in full with its week day on hover and for screen readers. */
export function When({ at, long = false }: { at: string; long?: boolean }) {
  const full = `${longTime(at)} ${weekday(at)}`;
  return (
    <Tooltip title={full}>
      <time dateTime={at} className="nowrap">
        {long ? longTime(at) : shortTime(at)}
      </time>
    </Tooltip>
  );
}
