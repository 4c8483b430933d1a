import type { Deadline } from '../domain/deadlines/list.ts';
import { namesAt } from '../domain/people/store.ts';
import { nameIn, type Names } from './views.ts';

/** A limit with the names of what it refers to. */
export function limitView(d: Deadline, present: Names, processNames: Names) {
  const names = namesAt(present, d.endedAt);
  return {
    ...d,
    unitName: nameIn(names, d.unit),
    subjectName: nameIn(names, d.subject),
    processName: nameIn(processNames, d.process),
    nextRecipientNames: d.nextRecipients.map((id) => nameIn(names, id)),
  };
}
export type LimitView = ReturnType<typeof limitView>;
