import type { Db } from '../db/pool.ts';
import type { FormField } from '../domain/forms/schema.ts';
import { resolveForm } from '../domain/forms/resolve.ts';
import type { Diagram } from '../domain/models/diagram.ts';
import { latestFormSchema } from '../domain/models/store.ts';
import { findProcedure } from '../domain/procedures.ts';
import { labelsOf, type Labels } from '../domain/tasks/summary.ts';
import { loadLists } from './lists.ts';

/** Of what belongs to the cases of every procedure. */
const SHARED: Record<string, FormField[]> = {
  'extra-opinion': [
    ['extraStep', '所涉任务'],
    ['extraWhen', '方式'],
    ['extraAskedBy', '请提意见的人'],
    ['extraQuestion', '请提意见的事项'],
  ].map(([key = '', label = '']) => ({ type: 'textfield', id: key, key, label })),
};

/** What the variables of a procedure are called: by its start form, the forms of its steps, and its facts; in that order. */
export async function labelsOfProcess(db: Db, processId: string, diagram: Diagram | null): Promise<Labels> {
  const procedure = findProcedure(processId);
  const ids = [procedure?.startForm, ...[...(diagram?.elements.values() ?? [])].map((e) => e.formId)];
  const schemas = await Promise.all(
    [...new Set(ids.filter((id) => id !== null && id !== undefined))].map((id) => latestFormSchema(db, id)),
  );
  const forms = [...schemas.filter(Boolean), { id: 'facts', components: procedure?.facts ?? SHARED[processId] ?? [] }];
  const lists = await loadLists(db, forms);
  return labelsOf(
    forms.map((schema): FormField => ({
      type: 'default',
      ...resolveForm(schema, lists),
    })),
  );
}
