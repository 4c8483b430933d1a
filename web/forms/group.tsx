import type { FormComponent } from '../client/types.ts';
import { Rows } from './rows.tsx';
import { pathOf, type Path } from './schema.ts';

export function Group({ component, prefix }: { component: FormComponent; prefix: Path }) {
  return (
    <fieldset className="form-group">
      {component.label && <legend>{component.label}</legend>}
      <Rows components={component.components ?? []} prefix={[...prefix, ...pathOf(component)]} />
    </fieldset>
  );
}
