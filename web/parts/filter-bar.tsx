import { FilterOutlined } from '@ant-design/icons';
import { Button, Space } from 'antd';
import type { ReactNode } from 'react';
import { Sheet } from './sheet.tsx';
import { useNarrow } from './use-narrow.ts';
import { useSheet } from './use-sheet.ts';

interface Props {
  /** How many filters are set. */
  set: number;
  /** Rows that they leave, once known. */
  total?: number | undefined;
  className?: string;
  /** Buttons of the list that are no filters: at the end of the row, on a phone above the list. */
  acts?: ReactNode;
  children: ReactNode;
}

/** Filters of a list: above it, or on a phone in a sheet that comes up below the thumb. */
export function FilterBar({ set, total, className = '', acts, children }: Props) {
  const narrow = useNarrow();
  const { open, show, close } = useSheet('filters');
  const bar = (beside: ReactNode) => (
    <div className={`filters ${className}`.trim()}>
      {children}
      {beside}
    </div>
  );
  if (!narrow)
    return bar(
      acts && (
        <Space className="filters-end" wrap>
          {acts}
        </Space>
      ),
    );
  return (
    <>
      {acts && (
        <Space className="list-acts" wrap>
          {acts}
        </Space>
      )}
      {set > 0 && (
        <p className="filtered-note">
          已按 {set} 项条件筛选{total === undefined ? '' : `，共 ${total} 条`}
        </p>
      )}
      <Button type="primary" icon={<FilterOutlined aria-hidden />} className="sheet-opener" onClick={show}>
        {set > 0 ? `筛选（${set}）` : '筛选'}
      </Button>
      <Sheet open={open} title="筛选" onClose={close} done={total === undefined ? '完成' : `查看 ${total} 条`}>
        {bar(null)}
      </Sheet>
    </>
  );
}

/** Of these filters, how many are set. */
export const setAmong = (filter: Record<string, unknown>): number => Object.values(filter).filter(Boolean).length;
