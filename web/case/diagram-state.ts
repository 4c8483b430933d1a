import type { Diagram } from '../client/types.ts';

export type StepState = 'active' | 'done' | 'ended' | 'incident';

/** Shape and text beside the colour. */
export const stateText: Record<StepState, string> = {
  active: '▶ 办理中',
  done: '✓ 已完成',
  ended: '✕ 已终止',
  incident: '! 异常',
};

/** The state that matters most to who looks: trouble, then work, then what is behind. */
export function stateOf(element: Diagram['elements'][number]): StepState | null {
  if (element.incidents > 0) return 'incident';
  if (element.active > 0) return 'active';
  if (element.completed > 0) return 'done';
  return element.terminated > 0 ? 'ended' : null;
}
