import { useQuery } from '@tanstack/react-query';
import { failed } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Loading, NotYours, ProblemState } from '../parts/page-state.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { useSession } from '../shell/session.tsx';
import { AlarmTable } from './alarm-table.tsx';
import { IncidentTable } from './incident-table.tsx';
import { LateLimits } from './late-limits.tsx';
import { Parts } from './parts.tsx';
import { QuarantineTable } from './quarantine-table.tsx';
import { statusQuery } from './queries.ts';
import './status.css';

/** 运行状态: what the independent check finds, and what waits for somebody's hand. */
export function StatusPage() {
  useTitle('运行状态');
  const { may } = useSession();
  const status = useQuery({ ...statusQuery(), enabled: may.watch });
  if (!may.watch) return <NotYours what="查看运行状态" whose="系统管理员和监控值守员" />;
  if (failed(status)) return <ProblemState error={status.error} retry={() => void status.refetch()} />;
  if (status.isPending) return <Loading />;
  const s = status.data;

  return (
    <>
      <div className="page-head">
        <h1>运行状态</h1>
        <PageHelp />
        <span className="muted">
          {s.checkedAt ? (
            <>
              独立核对于 <When at={s.checkedAt} />
              ，每 2 秒一次
            </>
          ) : (
            '独立核对尚未开始'
          )}
        </span>
      </div>
      <section className="panel gap" aria-label="各部分状态" aria-live="polite">
        <Parts status={s} />
      </section>
      {s.lateLimits.length > 0 && (
        <section className="panel gap">
          <h2>未按时发出提醒的时限</h2>
          <LateLimits limits={s.lateLimits} />
        </section>
      )}
      <section className="panel gap">
        <h2>流程异常（{s.incidents.total}）</h2>
        <IncidentTable incidents={s.incidents.items} />
      </section>
      <section className="panel gap">
        <h2>隔离的记录（{s.projection.quarantined}）</h2>
        <QuarantineTable records={s.quarantine} mayMend={s.may.mend} />
      </section>
      <section className="panel">
        <h2>最近的告警</h2>
        <AlarmTable alarms={s.recentAlarms} />
      </section>
    </>
  );
}
