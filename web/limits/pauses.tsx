import { useQuery } from '@tanstack/react-query';
import { StateMark } from '../parts/state-mark.tsx';
import { When } from '../parts/when.tsx';
import { limitQueries } from './queries.ts';
import type { Pause } from './types.ts';

/** The suspensions of a limit that is shown elsewhere. */
export function Pauses({ limitId }: { limitId: string }) {
  const pauses = useQuery(limitQueries.detail(limitId)).data?.pauses;
  return pauses ? <PauseList pauses={pauses} /> : null;
}

export function PauseList({ pauses }: { pauses: Pause[] }) {
  return (
    <ul className="pauses" aria-label="中止记录">
      {pauses.map((p) => (
        <li key={p.suspendedAt}>
          <StateMark mark="suspended" label={p.resumedAt ? '中止过' : '中止计时'} /> <When at={p.suspendedAt} long /> 至{' '}
          {p.resumedAt ? <When at={p.resumedAt} long /> : '今'}
          <div className="prose">
            {p.suspendedByName}中止：{p.reason}（依据：{p.basis}）
          </div>
          {p.resumedAt && (
            <div className="prose">
              {p.resumedByName}恢复{p.resumeReason && `：${p.resumeReason}`}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
