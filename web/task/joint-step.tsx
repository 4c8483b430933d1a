import { Tag } from 'antd';
import type { JointStep as Joint, TaskDetail } from '../client/types.ts';
import { When } from '../parts/when.tsx';

const NAMES: Record<Joint['way'], string> = { all: '会签', any: '或签', vote: '票签', other: '多方办理' };

function rule({ way, total, needed }: Joint): string {
  if (way === 'all') return `共 ${total} 方同时办理，全部办完后继续。`;
  if (way === 'any') return `共 ${total} 方同时办理，有 ${needed} 方办完即继续，其余各方的任务随即撤销。`;
  if (way === 'vote')
    return `共 ${total} 方同时表决，同意满 ${needed} 票即继续，其余各方的任务随即撤销；不满的，全部表决后继续。`;
  return `共 ${total} 方同时办理，达到流程设定的条件即继续。`;
}

/** What is still needed, or that it is decided. */
function standing({ way, total, needed, done, agreed, signers }: Joint): string {
  const so = agreed === null ? `已办 ${done} 方` : `已投 ${done} 票，其中同意 ${agreed} 票`;
  if (!signers.some((s) => s.state === 'open')) {
    const reached = agreed === null || needed === null ? '' : `，${agreed < needed ? '不' : '已'}满 ${needed} 票`;
    return `${so}${reached}，本环节已结束。`;
  }
  if (way === 'vote' && needed !== null && agreed !== null) {
    const more = needed - agreed;
    return more > total - done ? `${so}，已不能满 ${needed} 票，等待其余各方表决。` : `${so}，还需 ${more} 票同意。`;
  }
  return way === 'other' || needed === null ? `${so}。` : `${so}，还需 ${needed - done} 方。`;
}

const STATES = { open: '待办', done: '已办', canceled: '已撤销' } as const;

/** 会签、或签、票签: how it is decided, who has signed, what is still needed. */
export function JointStep({ task }: { task: TaskDetail }) {
  const { joint } = task;
  if (!joint) return null;
  return (
    <section className="task-opinions gap" aria-label={`${NAMES[joint.way]}情况`}>
      <p>
        <Tag>{NAMES[joint.way]}</Tag>
        {rule(joint)}
      </p>
      <p>
        <strong>{standing(joint)}</strong>
      </p>
      <ul className="task-signers">
        {joint.signers.map((s) => (
          <li key={s.key}>
            <Tag color={s.state === 'done' ? 'success' : 'default'}>{STATES[s.state]}</Tag>
            {s.groupNames.join('、') || s.assigneeName}
            {s.key === task.key && <span className="muted">（本任务）</span>}
            {s.state === 'done' && s.at && (
              <span className="muted">
                {' '}
                {s.byName && !s.groupNames.includes(s.byName) && `${s.byName} `}
                <When at={s.at} />
              </span>
            )}
            {s.state === 'open' && s.assigneeName && !s.groupNames.includes(s.assigneeName) && (
              <span className="muted"> {s.assigneeName}已领取</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
