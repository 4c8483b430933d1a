import type { ReactNode } from 'react';
import './count.css';

interface Props {
  on: boolean;
  n: number | undefined;
  onClick(): void;
  children: ReactNode;
}

/** How many rows there are of a kind; chooses them. */
export function Count({ on, n, onClick, children }: Props) {
  return (
    <button type="button" className="count" aria-pressed={on} onClick={onClick}>
      <span className="count-n">{n ?? '…'}</span>
      {children}
    </button>
  );
}
