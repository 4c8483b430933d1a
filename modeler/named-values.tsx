import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import type { Values } from '../web/client/types.ts';

export interface NamedValue {
  name: string;
  text: string;
}

/** Contents by their names, one a row, for who does not write JSON: 是/否, numbers, texts; lists and groups in JSON if need be. */
export function NamedValues({
  value,
  onChange,
  suggested = [],
  label,
}: {
  value: NamedValue[];
  onChange: (value: NamedValue[]) => void;
  /** Names that are worth a row. */
  suggested?: string[];
  label: string;
}) {
  const rest = suggested.filter((name) => !value.some((row) => row.name === name));
  const set = (i: number, change: Partial<NamedValue>) =>
    onChange(value.map((row, at) => (at === i ? { ...row, ...change } : row)));
  return (
    <div role="group" aria-label={label} className="named-values gap">
      {value.map((row, i) => (
        <div className="named-value" key={i}>
          <Input
            aria-label={`第 ${i + 1} 项的名称`}
            placeholder="变量名"
            value={row.name}
            onChange={(event) => set(i, { name: event.target.value })}
          />
          <Input
            aria-label={`${row.name || `第 ${i + 1} 项`}的内容`}
            placeholder="文字、数字、是/否、日期，或 JSON"
            value={row.text}
            onChange={(event) => set(i, { text: event.target.value })}
          />
          <Button
            icon={<DeleteOutlined />}
            aria-label={`去掉${row.name || `第 ${i + 1} 项`}`}
            onClick={() => onChange(value.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      <div className="filters" style={{ marginBottom: 0 }}>
        {rest.map((name) => (
          <Button key={name} size="small" onClick={() => onChange([...value, { name, text: '' }])}>
            {name}
          </Button>
        ))}
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...value, { name: '', text: '' }])}>
          加一项
        </Button>
      </div>
    </div>
  );
}

/** What the rows say; rows without a name say nothing. */
export function valuesIn(rows: NamedValue[]): Values {
  return Object.fromEntries(
    rows.filter(({ name }) => name.trim() !== '').map(({ name, text }) => [name.trim(), valueOf(text.trim())]),
  );
}

function valueOf(text: string): unknown {
  if (text === '是') return true;
  if (text === '否') return false;
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
