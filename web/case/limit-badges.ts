import type { Deadline, Diagram } from '../client/types.ts';
import { limitMarks } from '../parts/limit-mark.tsx';
import { drawStateMark } from '../parts/state-mark.tsx';
import { longTime, shortTime } from '../parts/time.ts';

type LimitOnDiagram = NonNullable<Diagram['limits']>[number];

// Of several limits at one step (one per department) the worst is shown, with their number.
const WORST: Deadline['state'][] = ['overdue', 'warned', 'running', 'suspended', 'met-late', 'met', 'cancelled'];

/** The mark of the limit at its step, by the id of the sub-process. */
export function limitBadges(limits: LimitOnDiagram[]): Map<string, HTMLElement> {
  const byStep = new Map<string, LimitOnDiagram[]>();
  for (const limit of limits) byStep.set(limit.elementId, [...(byStep.get(limit.elementId) ?? []), limit]);
  return new Map([...byStep].map(([elementId, same]) => [elementId, badge(same)]));
}

function badge(same: LimitOnDiagram[]): HTMLElement {
  const [worst] = [...same].sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state));
  const { mark, label } = limitMarks[worst!.state];
  const box = document.createElement('span');
  box.className = 'step-badge limit-badge';
  box.append(drawStateMark(mark, label));
  if (worst!.provisional) box.append(' ', drawStateMark('provisional'));
  const running = worst!.state === 'running' || worst!.state === 'warned' || worst!.state === 'overdue';
  if (running && worst!.dueAt) box.append(` ${shortTime(worst!.dueAt)}`);
  if (same.length > 1) box.append(` 等 ${same.length} 项`);
  box.title = same.map((l) => `${l.name}${l.dueAt ? `：${longTime(l.dueAt)} 到期` : ''}`).join('\n');
  return box;
}
