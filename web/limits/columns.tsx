import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { useState } from 'react';

export const COLUMN_NAMES = {
  state: '状态',
  remaining: '剩余时间',
  due: '到期时间',
  name: '时限',
  unit: '责任单位',
  case: '事项',
  basis: '法定依据',
  next: '下一提醒',
  started: '起算时间',
  ended: '办结时间',
  days: '期限',
} as const;
export type ColumnKey = keyof typeof COLUMN_NAMES;

const USUAL: ColumnKey[] = ['state', 'remaining', 'due', 'name', 'unit', 'case', 'basis', 'next'];
const ALWAYS: ColumnKey[] = ['state', 'name'];
const KEPT_AS = 'limits.columns';

function read(): ColumnKey[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT_AS) ?? '') as unknown;
    if (Array.isArray(kept)) return kept.filter((k): k is ColumnKey => typeof k === 'string' && k in COLUMN_NAMES);
  } catch {
    // Nothing kept, or nothing that can be read.
  }
  return USUAL;
}

export interface Columns {
  shown: ColumnKey[];
  show(keys: ColumnKey[]): void;
}

/** Which columns this browser shows. */
export function useColumns(): Columns {
  const [shown, setShown] = useState(read);
  return {
    shown,
    show(keys) {
      const next = (Object.keys(COLUMN_NAMES) as ColumnKey[]).filter((k) => ALWAYS.includes(k) || keys.includes(k));
      setShown(next);
      localStorage.setItem(KEPT_AS, JSON.stringify(next));
    },
  };
}

export function ColumnChoice({ columns }: { columns: Columns }) {
  const options = Object.entries(COLUMN_NAMES).map(([value, label]) => ({
    value: value as ColumnKey,
    label,
    disabled: ALWAYS.includes(value as ColumnKey),
  }));
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title="显示的列"
      content={
        <>
          <Checkbox.Group
            className="column-choice"
            options={options}
            value={columns.shown}
            onChange={(keys) => columns.show(keys)}
          />
          <Button type="link" size="small" onClick={() => columns.show(USUAL)}>
            恢复默认
          </Button>
        </>
      }
    >
      <Button icon={<SettingOutlined />}>列</Button>
    </Popover>
  );
}
