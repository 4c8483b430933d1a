import type { ReactNode } from 'react';
import { StateMark } from '../parts/state-mark.tsx';
import { When } from '../parts/when.tsx';
import type { Status } from './queries.ts';

const overall = {
  ok: { mark: 'normal', label: '运行正常' },
  degraded: { mark: 'warned', label: '运行异常' },
  down: { mark: 'overdue', label: '不可用' },
} as const;

/** Each part with its state, its figure and, where it is wrong, since when. */
export function Parts({ status: s }: { status: Status }) {
  const since = (check: string) => s.alarms.find((a) => a.check === check)?.since;
  const line = (check: string, good: boolean, label: string, text: ReactNode) => {
    const began = since(check);
    const fine = good && !began;
    return (
      <div className="status-part" key={label}>
        <dt>{label}</dt>
        <dd>
          <StateMark mark={fine ? 'normal' : 'overdue'} label={fine ? '正常' : '异常'} />
          <span>{text}</span>
          {began && (
            <span className="muted">
              自 <When at={began} /> 起
            </span>
          )}
        </dd>
      </div>
    );
  };
  const lag = s.projection.lagMs;
  const free = s.diskFreeBytes;
  return (
    <>
      <p className="status-overall">
        <StateMark {...overall[s.status]} />
        <span className="muted">
          业务时间 <When at={s.now} long />
          {s.clockMoved && '（演示时钟已调整）'}
        </span>
      </p>
      <dl className="status-parts">
        {line('engine', s.engine.ready, '流程引擎', `Zeebe ${s.engine.version}${s.engine.ready ? '' : '，没有响应'}`)}
        {line('database', s.database === 'ok', '数据库', s.database === 'ok' ? '可用' : '没有响应')}
        {line('projection', true, '查询库', lag === null ? '滞后未知' : `滞后 ${seconds(lag)}`)}
        {line('timers', !s.timersLate, '定时器', s.timersLate ? `${s.timersLate} 个到时未触发` : '按时触发')}
        {line('rungs', true, '时限提醒', s.lateLimits.length ? `至少 ${s.lateLimits.length} 个时限未提醒` : '按时发出')}
        {line(
          'workers',
          s.workers.healthy,
          '自动任务',
          s.workers.healthy ? '各类任务均在处理' : `无响应：${s.silentWorkers.join('、') || '全部'}`,
        )}
        {line('quarantine', s.projection.quarantined === 0, '隔离记录', `${s.projection.quarantined} 条`)}
        {line('disk', true, '磁盘', free === null ? '空间未知' : `剩余 ${(free / 1e9).toFixed(1)} GB`)}
      </dl>
    </>
  );
}

const seconds = (ms: number): string => (ms < 1000 ? '不足 1 秒' : `${Math.round(ms / 1000)} 秒`);
