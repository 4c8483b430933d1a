import { useQuery } from '@tanstack/react-query';
import { Hint } from '../help/hint.tsx';
import { Count } from '../parts/count.tsx';
import { limitMarks } from '../parts/limit-mark.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import type { useAddress } from '../parts/use-address.ts';
import { limitQueries, type LimitFilter } from './queries.ts';
import type { Limit } from './types.ts';

const OPEN: Limit['state'][] = ['overdue', 'warned', 'running', 'suspended'];
const ENDED: Limit['state'][] = ['met', 'met-late', 'cancelled'];

interface Props {
  filter: LimitFilter;
  set: ReturnType<typeof useAddress>['set'];
}

/** How many there are in each state; each count chooses its rows. */
export function StateCounts({ filter, set }: Props) {
  const finished = filter.state === 'ended' || ENDED.includes(filter.state as Limit['state']);
  const whole = finished ? 'ended' : 'open';
  const summary = useQuery(limitQueries.summary({ ...filter, state: whole, provisional: '' })).data;
  const choose = (state: string) => set({ state: state === 'open' ? null : state });

  return (
    <div className="counts" role="group" aria-label="按状态筛选">
      <Count on={filter.state === whole} n={summary?.total} onClick={() => choose(whole)}>
        {finished ? '已了结' : '进行中'}
      </Count>
      {(finished ? ENDED : OPEN).map((state) => (
        <Count
          key={state}
          on={filter.state === state}
          n={summary?.states[state]}
          onClick={() => choose(filter.state === state ? whole : state)}
        >
          <StateMark {...limitMarks[state]} />
        </Count>
      ))}
      {!finished && (
        <Count
          on={filter.provisional === 'true'}
          n={summary?.provisional}
          onClick={() => set({ provisional: filter.provisional ? null : 'true' })}
        >
          <StateMark mark="provisional" />
        </Count>
      )}
      {!finished && (
        <Hint className="count-hint" label="这些状态是什么意思" title="时限的状态">
          <dl>
            <dt>▲ 黄色 预警</dt>
            <dd>还没到期，但剩余的工作日已经不多，发出黄牌。</dd>
            <dt>■ 红色 超期</dt>
            <dd>已过到期日还没有办结，发出红牌。</dd>
            <dt>‖ 中止</dt>
            <dd>依规定停止计时；恢复后按剩余的工作日接着算。</dd>
            <dt>暂定</dt>
            <dd>到期日落在放假安排尚未公布的年份，公布后可能变动。</dd>
          </dl>
        </Hint>
      )}
      <button type="button" className="count-other" onClick={() => choose(finished ? 'open' : 'ended')}>
        {finished ? '查看进行中的时限' : '查看已了结的时限'}
      </button>
    </div>
  );
}
