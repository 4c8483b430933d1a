import { RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../client/queries.ts';
import type { Task } from '../client/types.ts';
import { LinkButton } from '../parts/link-button.tsx';

/** The task after this one in 待我办理, or the first of them; null: there is no other. */
export function useNextTask(key: string): Task | null {
  const mine = useQuery(
    queries.tasks({ view: 'mine', done: false, case: '', overdue: false, q: '', onBehalfOf: '', page: 1 }),
  ).data?.items;
  if (!mine) return null;
  const at = mine.findIndex((task) => task.key === key);
  return mine[at + 1] ?? mine.find((task) => task.key !== key) ?? null;
}

/** Goes on in one's list without going back to it. */
export function NextTask({ task, words }: { task: Task; words: boolean }) {
  return (
    <LinkButton
      to={`/tasks/${task.key}`}
      icon={<RightOutlined />}
      iconPlacement="end"
      aria-label={`下一项任务：${task.name}，${task.caseTitle ?? ''}`}
      title={`下一项：${task.name}`}
    >
      {words && '下一项'}
    </LinkButton>
  );
}
