import { Input } from 'antd';
import { useEffect, useState } from 'react';

/** Searches when asked to, and follows the address when that changes. */
export function SearchBox({ value, label, onSearch }: { value: string; label: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <Input.Search
      allowClear
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onSearch={(text) => onSearch(text.trim())}
      placeholder={label}
      aria-label={label}
      style={{ width: 240 }}
    />
  );
}
