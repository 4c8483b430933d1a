import { Fragment } from 'react';
import type { CaseDetail } from '../client/types.ts';
import { longDate } from '../parts/time.ts';
import { Materials, type Material } from './materials.tsx';

const shown = (value: string) => (/^\d{4}-\d\d-\d\d$/.test(value) ? longDate(value) : value);

/** What was filed and decided; materials as a table. */
export function Facts({ detail }: { detail: CaseDetail }) {
  const { materials } = detail.variables;
  const table = Array.isArray(materials) ? (materials as Material[]) : null;
  return (
    <>
      <dl className="facts">
        {detail.facts
          .filter((fact) => fact.name !== 'materials' || !table)
          .map((fact) => (
            <Fragment key={fact.name}>
              <dt>{fact.label}</dt>
              <dd>{shown(fact.value)}</dd>
            </Fragment>
          ))}
      </dl>
      {table && <Materials materials={table} />}
    </>
  );
}
