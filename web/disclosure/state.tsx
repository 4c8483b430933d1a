import { StateMark } from '../parts/state-mark.tsx';
import type { State } from './queries.ts';

const MARKS = { announced: 'suspended', open: 'normal', closed: 'warned', answered: 'suspended' } as const;

export const DisclosureState = ({ state, name }: { state: State; name: string }) => (
  <StateMark mark={MARKS[state]} label={name} />
);
