import type { ReactNode } from 'react';
import './action-bar.css';

/** Always in view below the form: what will happen on the left, the acts on the right. */
export function ActionBar({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <div className="action-bar" role="toolbar" aria-label="操作">
      <div className="action-note">{note}</div>
      <div className="action-buttons">{children}</div>
    </div>
  );
}
