import { Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import './hint.css';

interface Props {
  /** What a question mark is called by a screen reader; a button with a word of its own is described by it. */
  label: string;
  /** On the button; a question mark unless it says something else. */
  mark?: string;
  title?: string;
  className?: string;
  children: ReactNode;
}

/** A short explanation beside what it explains: by mouse, finger and keyboard alike; Esc closes it. */
export function Hint({ label, mark = '?', title, className = '', children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={title}
      content={<div className="hint-text">{children}</div>}
    >
      {/* Not antd's button: that of a form which may not be filled in cannot be pressed. */}
      <button
        type="button"
        className={`hint ${mark === '?' ? 'hint-round' : ''} ${className}`}
        aria-label={mark === '?' ? label : undefined}
        title={mark === '?' ? undefined : label}
        aria-expanded={open}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && open) {
            event.stopPropagation();
            setOpen(false);
          }
        }}
        // To another control by Tab; not by a click into the explanation.
        onBlur={(event) => event.relatedTarget && setOpen(false)}
      >
        {mark}
      </button>
    </Popover>
  );
}
