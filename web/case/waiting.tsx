import type { Waiting } from '../client/types.ts';
import { When } from '../parts/when.tsx';

/** In words what the case waits for, for those who do not read diagrams. */
export function WaitingFor({ waiting }: { waiting: Waiting[] }) {
  if (waiting.length === 0) return null;
  return (
    <ul className="waiting">
      {waiting.map((w) => (
        <li key={`${w.elementId} ${w.groups.join()} ${w.since}`}>
          {w.text}
          {w.groupNames.length > 0 && !w.text.includes(w.groupNames[0]!) && <>（{w.groupNames.join('、')}）</>}
          {w.since && (
            <span className="muted">
              {' '}
              自 <When at={w.since} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
