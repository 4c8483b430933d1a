import { drawing } from './drawing.ts';
import { elements } from './elements.ts';
import { panel } from './panel.ts';

const exact = new Map(Object.entries({ ...elements, ...drawing, ...panel }));
// "User Task" in the panel's head, "User task" in the menu.
const anyCase = new Map([...exact].map(([text, chinese]) => [text.toLowerCase(), chinese]));

/** What had no Chinese: a test asks for it. */
export const untranslated = new Set<string>();

/** The editor's words in Chinese; our own are Chinese already. */
export function translate(template: string, values: Record<string, string> = {}): string {
  const found = exact.get(template) ?? anyCase.get(template.toLowerCase());
  if (found === undefined && /[a-z]{3}/i.test(template) && !/[\u4e00-\u9fff]/.test(template))
    untranslated.add(template);
  return (found ?? template).replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
