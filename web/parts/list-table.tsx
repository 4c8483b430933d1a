import { Checkbox, Pagination, Table, type TableColumnType, type TableProps } from 'antd';
import { isValidElement, type Key, type ReactNode, useState } from 'react';
import { Nothing } from './page-state.tsx';
import './row-cards.css';
import { useNarrow } from './use-narrow.ts';

export interface ListTableProps<T> extends Omit<TableProps<T>, 'columns' | 'dataSource' | 'rowKey'> {
  rowKey: (keyof T & string) | ((row: T) => Key);
  /** Index of the column that says what the row is about; 0 when left out. */
  about?: number;
  /** Short facts: on a card beside each other. */
  brief?: boolean;
  /** What opens a row's `expandable` part on its card. */
  more?: string;
  columns: TableColumnType<T>[];
  dataSource: readonly T[];
}

/** A list's rows: a table, or on a phone a card each, with what the columns say below what the row is about. */
export function ListTable<T extends object>(props: ListTableProps<T>) {
  if (useNarrow()) return <Cards {...props} />;
  // What only cards know, the table leaves unread.
  const { dataSource, ...table } = props;
  return (
    <Table<T>
      size="small"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={[...dataSource]}
      {...(table as TableProps<T>)}
    />
  );
}

function Cards<T extends object>(props: ListTableProps<T>) {
  const { rowKey, about = 0, brief = false, columns, dataSource, rowSelection, expandable, pagination, locale } = props;
  const [ownPage, setOwnPage] = useState(1);
  if (dataSource.length === 0) {
    const empty = locale?.emptyText;
    return <Nothing>{typeof empty === 'function' ? empty() : empty}</Nothing>;
  }
  const head = columns[about];
  const others = columns.filter((column) => column !== head && column.title !== ACTS);
  const acts = columns.find(({ title }) => title === ACTS);
  const keyOf = (row: T): Key => (typeof rowKey === 'function' ? rowKey(row) : (row[rowKey] as Key));
  const pageSize = (pagination && pagination.pageSize) || dataSource.length;
  const page = Math.min((pagination && pagination.current) || ownPage, Math.ceil(dataSource.length / pageSize));
  const shown = dataSource.slice((page - 1) * pageSize, page * pageSize);
  return (
    <>
      {rowSelection && !rowSelection.hideSelectAll && (
        <ChooseAll rows={dataSource} keyOf={keyOf} selection={rowSelection} />
      )}
      <ul className="row-cards">
        {shown.map((row, i) => (
          <li key={keyOf(row)} className={rowClass(props, row, i)}>
            <div className="row-card-head">
              {rowSelection && <Choose row={row} rowKey={keyOf(row)} selection={rowSelection} />}
              {head && <div>{cell(head, row, i)}</div>}
            </div>
            <dl className={brief ? 'row-card-facts row-card-brief' : 'row-card-facts'}>
              {others.map((column, at) => {
                const said = cell(column, row, i);
                return isNothing(said) ? null : (
                  <div key={at}>
                    <dt>{column.title as ReactNode}</dt>
                    <dd>{said}</dd>
                  </div>
                );
              })}
            </dl>
            {acts && <Acts>{cell(acts, row, i)}</Acts>}
            {expandable?.expandedRowRender && (expandable.rowExpandable?.(row) ?? true) && (
              <details className="row-card-expanded">
                <summary>{props.more ?? '详细'}</summary>
                {expandable.expandedRowRender(row, i, 0, true)}
              </details>
            )}
          </li>
        ))}
      </ul>
      {dataSource.length > pageSize && (
        <Pagination
          size="small"
          align="center"
          showSizeChanger={false}
          current={page}
          pageSize={pageSize}
          total={dataSource.length}
          onChange={(to, size) => {
            setOwnPage(to);
            if (pagination) pagination.onChange?.(to, size);
          }}
        />
      )}
    </>
  );
}

/** Title of the column with a row's buttons, which say themselves what they are. */
const ACTS = '操作';

const Acts = ({ children }: { children: ReactNode }) =>
  isNothing(children) ? null : <div className="row-card-acts">{children}</div>;

type Selection<T> = NonNullable<TableProps<T>['rowSelection']>;

/** The box before a card; what cannot be chosen has none that can be ticked. */
function Choose<T extends object>({ row, rowKey, selection }: { row: T; rowKey: Key; selection: Selection<T> }) {
  const keys = selection.selectedRowKeys ?? [];
  return (
    <Checkbox
      className="row-card-choose"
      {...selection.getCheckboxProps?.(row)}
      checked={keys.includes(rowKey)}
      onChange={({ target }) => {
        const now = target.checked ? [...keys, rowKey] : keys.filter((key) => key !== rowKey);
        selection.onChange?.(now, [], { type: 'single' });
      }}
    />
  );
}

function ChooseAll<T extends object>({
  rows,
  keyOf,
  selection,
}: {
  rows: readonly T[];
  keyOf: (row: T) => Key;
  selection: Selection<T>;
}) {
  const able = rows.filter((row) => !selection.getCheckboxProps?.(row).disabled).map(keyOf);
  const chosen = able.filter((key) => selection.selectedRowKeys?.includes(key)).length;
  if (able.length < 2) return null;
  return (
    <Checkbox
      className="row-card-choose"
      checked={chosen === able.length}
      indeterminate={chosen > 0 && chosen < able.length}
      onChange={({ target }) => selection.onChange?.(target.checked ? able : [], [], { type: 'all' })}
    >
      全选
    </Checkbox>
  );
}

function rowClass<T>({ rowClassName }: ListTableProps<T>, row: T, i: number): string | undefined {
  return typeof rowClassName === 'function' ? rowClassName(row, i, 0) : rowClassName;
}

function cell<T extends object>({ dataIndex, render }: TableColumnType<T>, row: T, i: number): ReactNode {
  const value: unknown = dataIndex === undefined ? undefined : row[dataIndex as keyof T];
  return render ? (render(value, row, i) as ReactNode) : (value as ReactNode);
}

/** What a table shows as an empty cell or a dash. */
function isNothing(said: ReactNode): boolean {
  if (isValidElement<{ children?: ReactNode }>(said) && said.type === 'span') return isNothing(said.props.children);
  return said === undefined || said === null || typeof said === 'boolean' || ['', '—', '－'].includes(said as string);
}
