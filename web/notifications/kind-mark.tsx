import { StateMark } from '../parts/state-mark.tsx';

const marks: Record<string, 'warned' | 'overdue' | undefined> = {
  'limit-yellow': 'warned',
  'limit-red': 'overdue',
  'limit-overdue': 'overdue',
};

/** What a message is: the mark of the limit's state where it has one, else its name. */
export function KindMark({ kind, name }: { kind: string; name: string }) {
  const mark = marks[kind];
  return mark ? <StateMark mark={mark} label={name} /> : <span className="message-kind nowrap">{name}</span>;
}
