import { evaluate } from 'feelin';

/** Value of a FEEL expression of a form (`=…` or bare); null where it cannot be evaluated. */
export function feel(expression: string, context: Record<string, unknown>): unknown {
  try {
    return evaluate(expression.replace(/^=/, ''), context).value;
  } catch {
    return null;
  }
}

/** `{{expression}}` filled in. */
export function filled(text: string, context: Record<string, unknown>): string {
  if (text.startsWith('=')) return String(feel(text, context) ?? '');
  return text.replace(/\{\{(.+?)\}\}/g, (_, expression: string) => String(feel(expression, context) ?? ''));
}
