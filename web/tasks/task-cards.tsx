import { Link } from 'react-router';
import type { Task } from '../client/types.ts';
import { RemindButton } from '../notifications/remind-button.tsx';
import { Due } from '../parts/due.tsx';
import { ClaimButton } from './claim-button.tsx';
import { OnBehalfOf } from './in-place-of.tsx';
import { TaskMarks } from './task-marks.tsx';
import './task-cards.css';

/** The task list for a phone: the whole card is the link. */
export function TaskCards({ tasks, done }: { tasks: Task[]; done: boolean }) {
  return (
    <ul className="task-cards">
      {tasks.map((task) => (
        <li key={task.key}>
          <Link to={`/tasks/${task.key}`} className="task-card">
            <strong>{task.name}</strong>
            <span className="task-card-case">{task.caseTitle}</span>
            <span className="muted">{task.assigneeName ?? `待领取（${task.groupNames.join('、')}）`}</span>
            <OnBehalfOf name={task.onBehalfOfName} />
            <TaskMarks task={task} />
            <Due at={task.dueAt} open={!done} provisional={task.provisional} />
          </Link>
          {!done && task.may.claim && <ClaimButton task={task} />}
          {!done && !task.may.claim && task.may.remind && <RemindButton task={task} />}
        </li>
      ))}
    </ul>
  );
}
