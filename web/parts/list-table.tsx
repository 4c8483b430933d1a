import { Table, type TableColumnType, type TableProps } from 'antd';
import { Fragment, isValidElement, type Key, type ReactNode } from 'react';
import { Nothing } from './page-state.tsx';
import './row-cards.css';
import { useNarrow } from './use-narrow.ts';

export interface ListTableProps<T> extends Omit<TableProps<T>, 'columns' | 'dataSource' | 'rowKey' | 'pagination'> {
  rowKey: (keyof T & string) | ((row: T) => Key);
  /** Index of the column that says what the row is about; 0 when left out. */
  about?: number;
  columns: TableColumnType<T>[];
  dataSource: readonly T[];
}

/** A list's rows: a table, or on a phone a card each, with what the columns say below what the row is about. */
export function ListTable<T extends object>({ rowKey, about = 0, columns, dataSource, ...table }: ListTableProps<T>) {
  if (!useNarrow())
    return (
      <Table<T>
        size="small"
        pagination={false}
        scroll={{ x: 'max-content' }}
        rowKey={rowKey}
        columns={columns}
        dataSource={[...dataSource]}
        {...table}
      />
    );
  if (dataSource.length === 0) {
    const empty = table.locale?.emptyText;
    return <Nothing>{typeof empty === 'function' ? empty() : empty}</Nothing>;
  }
  const head = columns[about];
  const others = columns.filter((column) => column !== head);
  const keyOf = (row: T): Key => (typeof rowKey === 'function' ? rowKey(row) : (row[rowKey] as Key));
  return (
    <ul className="row-cards">
      {dataSource.map((row, i) => (
        <li key={keyOf(row)}>
          {head && <div className="row-card-head">{cell(head, row, i)}</div>}
          <dl className="row-card-facts">
            {others.map((column, at) => {
              const said = cell(column, row, i);
              return isNothing(said) ? null : (
                <Fragment key={at}>
                  <dt>{column.title as ReactNode}</dt>
                  <dd>{said}</dd>
                </Fragment>
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function cell<T extends object>({ dataIndex, render }: TableColumnType<T>, row: T, i: number): ReactNode {
  const value: unknown = dataIndex === undefined ? undefined : row[dataIndex as keyof T];
  return render ? (render(value, row, i) as ReactNode) : (value as ReactNode);
}

/** What a table shows as an empty cell or a dash. */
function isNothing(said: ReactNode): boolean {
  if (isValidElement<{ children?: ReactNode }>(said) && said.type === 'span') return isNothing(said.props.children);
  return said === undefined || said === null || typeof said === 'boolean' || said === '' || said === '—';
}
