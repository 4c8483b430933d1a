import { Tag } from 'antd';
import type { Task } from '../client/types.ts';

/** What is special about an open task: asked by delegation, waiting for opinions or confirmations. */
export function TaskMarks({ task }: { task: Task }) {
  if (task.state !== 'open') return null;
  return (
    <>
      {task.delegation && <Tag>{task.may.answer ? '委派给我' : '已委派'}</Tag>}
      {task.opinionsOut > 0 && <Tag>等待加签意见</Tag>}
      {task.heldBy && <Tag>已提交，待确认</Tag>}
    </>
  );
}
