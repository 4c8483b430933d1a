import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form } from 'antd';
import type { CSSProperties } from 'react';
import type { FormComponent } from '../client/types.ts';
import { useFormContext } from './context.ts';
import { Field } from './field.tsx';
import { isRequired } from './rules.ts';
import { initialValues, pathOf, readAt, type Path } from './schema.ts';

/** An editable table on a wide page, a list of cards on a narrow one. */
export function DynamicList({ component, prefix }: { component: FormComponent; prefix: Path }) {
  const { disabled, data } = useFormContext();
  const columns = component.components ?? [];
  const fixed = disabled || component.allowAddRemove === false;
  const name = [...prefix, ...pathOf(component)];
  const label = component.label ?? '';
  const widths = columns.map((c) => `minmax(0, ${c.layout?.columns ?? 4}fr)`).join(' ');
  return (
    <Form.List name={name}>
      {(rows, { add, remove }, { errors }) => (
        <fieldset className="dynamic-list">
          {label && <legend>{label}</legend>}
          {component.description && <div className="muted">{component.description}</div>}
          <div className="dynamic-table" style={{ '--columns': widths } as CSSProperties}>
            <div className="dynamic-head" aria-hidden="true">
              {columns.map((c) => (
                <span key={c.id} className={isRequired(c, data) ? 'required' : undefined}>
                  {c.label}
                </span>
              ))}
              <span />
            </div>
            {rows.map((row, index) => {
              const item = readAt(data, [...name, row.name]) as Record<string, unknown> | undefined;
              return (
                <div key={row.key} className="dynamic-row" role="group" aria-label={`${label}第 ${index + 1} 项`}>
                  {columns.map((column) => (
                    // A hidden field keeps its column.
                    <div key={column.id} className="dynamic-cell">
                      <Field component={column} prefix={[row.name]} item={item ?? {}} />
                    </div>
                  ))}
                  {!fixed && (
                    <Button
                      type="text"
                      className="dynamic-remove"
                      icon={<DeleteOutlined />}
                      aria-label={`删除${label}第 ${index + 1} 项`}
                      onClick={() => remove(row.name)}
                    />
                  )}
                </div>
              );
            })}
          </div>
          {rows.length === 0 && <div className="muted">暂无</div>}
          <Form.ErrorList errors={errors} />
          {!fixed && (
            <Button
              type="dashed"
              size="small"
              icon={<PlusOutlined />}
              aria-label={`添加一项：${label}`}
              onClick={() => add(initialValues({ components: columns }, {}))}
            >
              添加一项
            </Button>
          )}
        </fieldset>
      )}
    </Form.List>
  );
}
