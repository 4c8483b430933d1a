import { OUTCOMES } from '../domain/cases/outcomes.ts';
import { toWire } from '../domain/clock.ts';
import { urgingUnit } from '../domain/notifications/remind.ts';
import { isCandidate, isHisAffair, isTakenByAnother, standsInFor } from '../domain/tasks/acting.ts';
import type { TaskRow } from '../domain/tasks/store.ts';
import type { CardRow } from '../domain/escalation/store.ts';
import type { CaseRow } from '../domain/cases/store.ts';
import type { Principal } from '../domain/people/store.ts';

export type Names = ReadonlyMap<string, string>;
export const nameIn = (names: Names, id: string | null): string | null => (id ? (names.get(id) ?? id) : null);

/** What this person may do with the task now. */
export function mayDo(
  who: Principal,
  task: TaskRow,
): { claim: boolean; release: boolean; complete: boolean; remind: boolean } {
  const open = task.state === 'open';
  const may = open && isHisAffair(who, task) && !isTakenByAnother(who, task);
  const mine = task.assignee === who.username;
  // Who can take it himself need not urge.
  const remind = open && !mine && !(isCandidate(who, task) && !task.assignee) && urgingUnit(who, task) !== null;
  return { claim: may && !mine, release: may && mine && task.groups.length > 0, complete: may, remind };
}

export function taskView(task: TaskRow, who: Principal, names: Names, processNames: Names) {
  const onBehalfOf = task.onBehalfOf ?? (task.state === 'open' ? standsInFor(who, task)?.post.id : null) ?? null;
  return {
    key: task.key,
    caseId: task.caseId,
    caseTitle: task.caseTitle,
    process: task.processId,
    processName: nameIn(processNames, task.processId),
    element: task.element,
    name: task.name ?? task.element,
    group: task.groups[0] ?? null,
    groups: task.groups,
    groupNames: task.groups.map((g) => nameIn(names, g)),
    assignee: task.assignee,
    assigneeName: nameIn(names, task.assignee),
    dueAt: toWire(task.dueAt),
    provisional: task.provisional,
    state: task.state === 'completed' ? 'done' : task.state,
    createdAt: toWire(task.createdAt),
    endedAt: toWire(task.endedAt),
    completedBy: task.completedBy,
    onBehalfOf,
    onBehalfOfName: nameIn(names, onBehalfOf),
    may: mayDo(who, task),
  };
}

export function caseView(c: CaseRow, names: Names, processNames: Names) {
  return {
    id: c.id,
    parentCaseId: c.parentCaseId,
    process: c.process,
    processName: nameIn(processNames, c.process),
    title: c.title,
    status: c.status,
    outcome: c.outcome,
    outcomeName: c.outcome && (OUTCOMES[c.outcome] ?? c.outcome),
    createdAt: toWire(c.createdAt),
    endedAt: toWire(c.endedAt),
    createdBy: c.createdBy,
    createdByName: nameIn(names, c.createdBy),
    filingUnit: c.filingUnit,
    filingUnitName: nameIn(names, c.filingUnit),
    leadingUnit: c.leadingUnit,
  };
}

export function cardView(card: CardRow, names: Names, processNames: Names) {
  return {
    ...card,
    processName: nameIn(processNames, card.process),
    unitName: nameIn(names, card.unit),
    supervisingUnitName: nameIn(names, card.supervisingUnit),
    attributedUnitName: nameIn(names, card.attributedUnit),
  };
}
