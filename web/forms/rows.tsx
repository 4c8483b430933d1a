import type { CSSProperties } from 'react';
import type { FormComponent } from '../client/types.ts';
import { Field } from './field.tsx';
import { rowsOf, type Path } from './schema.ts';

/** Rows of a 16 column grid, as the form's designer laid them out; one below the other where it is narrow. */
export function Rows({ components, prefix }: { components: FormComponent[]; prefix: Path }) {
  return rowsOf(components).map((row, i) => (
    <div className="form-row" key={row[0]?.id ?? i}>
      {row.map((component) => {
        const span = component.layout?.columns ?? Math.floor(16 / row.length);
        return (
          <div key={component.id} className="form-cell" style={{ '--span': span } as CSSProperties}>
            <Field component={component} prefix={prefix} />
          </div>
        );
      })}
    </div>
  ));
}
