import { evaluate } from 'feelin';

/** Whether a FEEL condition of a form is true. One that is absent, broken or yields no truth value is not. */
export function holds(expression: string | undefined, context: Record<string, unknown>): boolean {
  if (!expression) return false;
  try {
    return evaluate(expression.replace(/^\s*=(?!=)/, ''), context).value === true;
  } catch {
    return false;
  }
}
