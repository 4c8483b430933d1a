import { drawing } from './drawing.ts';
import { elements } from './elements.ts';
import { panel } from './panel.ts';

const exact = new Map(Object.entries({ ...elements, ...drawing, ...panel }));

const untranslated = new Set<string>();

/** What had no Chinese stands at the page's root element, where a test asks for it. */
export function note(text: string): void {
  if (untranslated.has(text)) return;
  untranslated.add(text);
  document.documentElement.dataset.untranslated = JSON.stringify([...untranslated]);
}

/** The editor's words in Chinese; our own are Chinese already. */
export const translate = translator(exact);

export function translator(exact: Map<string, string>) {
  // "User Task" in the panel's head, "User task" in the menu.
  const anyCase = new Map([...exact].map(([text, chinese]) => [text.toLowerCase(), chinese]));
  return (template: string, values: Record<string, string> = {}): string => {
    const found = exact.get(template) ?? anyCase.get(template.toLowerCase());
    if (found === undefined && /[a-z]{3}/i.test(template) && !/[\u4e00-\u9fff]/.test(template)) note(template);
    return (found ?? template).replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
  };
}
