import { Select } from 'antd';
import type { Represented } from '../client/types.ts';

interface Props {
  represents: Represented[];
  value: string;
  onChange: (post: string | null) => void;
}

/** Filter for who stands in: only what is done for one post. */
export function InPlaceOf({ represents, value, onChange }: Props) {
  if (represents.length === 0 && !value) return null;
  const posts = new Map(represents.map((r) => [r.post, r.postName]));
  if (value && !posts.has(value)) posts.set(value, `${value}（现不代理）`);
  return (
    <Select
      aria-label="代谁办理"
      placeholder="本人和代理的任务"
      allowClear
      style={{ width: 220 }}
      value={value || undefined}
      options={[...posts].map(([post, name]) => ({ value: post, label: `代 ${name}` }))}
      onChange={(post: string | undefined) => onChange(post ?? null)}
    />
  );
}

/** At a task: in whose place it is or was done. */
export function OnBehalfOf({ name }: { name: string | null }) {
  return name ? <div className="on-behalf">代 {name}</div> : null;
}
