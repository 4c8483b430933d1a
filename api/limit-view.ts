import type { Deadline } from '../domain/deadlines/list.ts';
import { nameIn, type Names } from './views.ts';

/** A limit with the names of what it refers to. */
export function limitView(d: Deadline, names: Names, processNames: Names) {
  return {
    ...d,
    unitName: nameIn(names, d.unit),
    subjectName: nameIn(names, d.subject),
    processName: nameIn(processNames, d.process),
    nextRecipientNames: d.nextRecipients.map((id) => nameIn(names, id)),
  };
}
export type LimitView = ReturnType<typeof limitView>;
