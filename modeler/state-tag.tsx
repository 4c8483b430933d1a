import { Tag } from 'antd';
import type { ReactNode } from 'react';

export type Tone = 'plain' | 'ok' | 'ahead' | 'waits' | 'bad';

// The colours of the product's states, dark enough to be read.
const COLOURS: Record<Tone, string | undefined> = {
  plain: undefined,
  ok: 'var(--ok)',
  ahead: 'var(--accent)',
  waits: 'var(--warn)',
  bad: 'var(--late)',
};

export function StateTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <Tag style={{ color: COLOURS[tone], borderColor: COLOURS[tone], background: '#fff' }}>{children}</Tag>;
}
