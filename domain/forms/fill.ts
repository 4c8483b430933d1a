import type { FormField } from './schema.ts';

/** What somebody who fills a form by its rules enters for a date, and the file that he has uploaded. */
export interface Samples {
  moment: string;
  file: string;
}
const ANY: Samples = { moment: '2026-02-13', file: 'file' };

/** Required fields only; the first option of every choice. */
export function fill(fields: FormField[], samples: Samples = ANY): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.type === 'group' && !field.path) Object.assign(values, fill(field.components ?? [], samples));
    if (field.type === 'group' && field.path) values[field.path] = fill(field.components ?? [], samples);
    const key = field.key ?? field.path;
    if (!key || !field.validate?.required) continue;
    values[key] = sample(field, samples);
  }
  return values;
}

function sample(field: FormField, samples: Samples): unknown {
  const first = field.values?.[0]?.value;
  switch (field.type) {
    case 'select':
    case 'radio':
      return first;
    case 'checklist':
    case 'taglist':
      return [first];
    case 'checkbox':
      return true;
    case 'number':
      return Number(field.validate?.min ?? 0);
    case 'datetime':
      return samples.moment;
    case 'filepicker':
      return [samples.file];
    case 'dynamiclist':
      return [fill(field.components ?? [], samples)];
    default:
      return '1'.padEnd(Number(field.validate?.minLength ?? 1), '1');
  }
}
