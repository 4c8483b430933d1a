import type { FormField } from './schema.ts';

/** Names of the variables that a form asks for. */
export function fieldKeysOf(form: unknown): string[] {
  const keys: string[] = [];
  const walk = (fields: FormField[]) => {
    for (const f of fields) {
      const key = f.key ?? f.path;
      if (key) keys.push(key);
      else if (f.components) walk(f.components);
    }
  };
  walk((form as FormField | null)?.components ?? []);
  return keys;
}
