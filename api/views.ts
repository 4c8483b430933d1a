import { markingOf, MARKINGS } from '../domain/cases/marking.ts';
import { OUTCOMES } from '../domain/cases/outcomes.ts';
import { toWire } from '../domain/clock.ts';
import { urgingUnit } from '../domain/notifications/remind.ts';
import { isCandidate, isHisAffair, isTakenByAnother, standsInFor } from '../domain/tasks/acting.ts';
import { type Extra, VERDICT_NAMES, WHEN_NAMES } from '../domain/tasks/extra.ts';
import type { Joint } from '../domain/tasks/joint.ts';
import type { TaskRow } from '../domain/tasks/store.ts';
import type { CardRow } from '../domain/escalation/store.ts';
import type { CaseRow } from '../domain/cases/store.ts';
import { namesAt, type Principal } from '../domain/people/store.ts';
import { headsUnitOf } from './task-access.ts';

export type Names = ReadonlyMap<string, string>;
export const nameIn = (names: Names, id: string | null): string | null => (id ? (names.get(id) ?? id) : null);

/** What a person may do with a task now. */
export interface MayDo {
  claim: boolean;
  release: boolean;
  complete: boolean;
  remind: boolean;
  /** Hand on, ask others, send back. */
  handOn: boolean;
  /** Give a task of the unit to somebody else, whoever has it. */
  reassign: boolean;
  /** Give the opinion that he was asked for by delegation. */
  answer: boolean;
  /** Take a delegation back. */
  recall: boolean;
  /** Take back what others shall confirm. */
  unsubmit: boolean;
}

export function mayDo(who: Principal, task: TaskRow): MayDo {
  const open = task.state === 'open';
  const may = open && isHisAffair(who, task) && !isTakenByAnother(who, task);
  const mine = task.assignee === who.username;
  // Who can take it himself need not urge.
  const remind = open && !mine && !(isCandidate(who, task) && !task.assignee) && urgingUnit(who, task) !== null;
  const delegated = task.delegation !== null;
  const held = task.heldBy !== null;
  return {
    claim: may && !mine && !held,
    release: may && mine && !held && task.groups.length > 0,
    complete: may && !delegated && !held,
    remind,
    handOn: may && !delegated && !held,
    reassign: open && !delegated && !held && headsUnitOf(who, task),
    answer: may && delegated && task.delegation?.by !== who.username,
    unsubmit: open && task.heldBy === who.username,
    recall: open && delegated && (task.delegation?.by === who.username || headsUnitOf(who, task)),
  };
}

export function taskView(task: TaskRow, who: Principal, present: Names, processNames: Names) {
  // What is open is done by the units of today; what was done keeps the names of its time.
  const names = task.state === 'open' ? present : namesAt(present, task.endedAt);
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
    delegation: task.delegation && {
      ...task.delegation,
      at: toWire(task.delegation.at),
      byName: nameIn(names, task.delegation.by),
    },
    opinionsOut: task.opinionsOut,
    heldBy: task.heldBy,
    bulk: task.bulk,
    may: mayDo(who, task),
  };
}

export function extraView(x: Extra, names: Names) {
  return {
    id: x.id,
    when: x.when,
    whenName: WHEN_NAMES[x.when],
    to: x.person ?? x.post,
    toName: nameIn(names, x.person ?? x.post),
    question: x.question,
    askedBy: x.askedBy,
    askedByName: nameIn(names, x.askedBy),
    askedAt: toWire(x.askedAt),
    state: x.state,
    verdict: x.verdict,
    verdictName: x.verdict && VERDICT_NAMES[x.verdict],
    opinion: x.opinion,
    givenByName: nameIn(names, x.givenBy),
    givenAt: toWire(x.givenAt),
  };
}

export function jointView({ signers, ...joint }: Joint, names: Names) {
  return {
    ...joint,
    signers: signers.map(({ groups, assignee, state, by, at, key }) => ({
      key,
      groupNames: groups.map((g) => nameIn(state === 'open' ? names : namesAt(names, at), g)),
      assigneeName: nameIn(names, assignee),
      state: state === 'completed' ? 'done' : state,
      byName: state === 'completed' ? nameIn(namesAt(names, at), by) : null,
      at: toWire(at),
    })),
  };
}

export function caseView(c: CaseRow, present: Names, processNames: Names) {
  const names = namesAt(present, c.createdAt);
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
    marking: markingOf(c),
    markingName: MARKINGS[markingOf(c)],
  };
}

export function cardView(card: CardRow, present: Names, processNames: Names) {
  const names = namesAt(present, card.issuedAt);
  return {
    ...card,
    processName: nameIn(processNames, card.process),
    unitName: nameIn(names, card.unit),
    supervisingUnitName: nameIn(names, card.supervisingUnit),
    attributedUnitName: nameIn(names, card.attributedUnit),
  };
}
