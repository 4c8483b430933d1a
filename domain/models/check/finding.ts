import type { Element } from '../moddle.ts';

/** What is wrong, or doubtful, about a diagram, for people. */
export interface Finding {
  rule: string;
  /** Rule or form that it is about; absent: the diagram. */
  file?: string;
  /** An error keeps the diagram from being deployed. */
  severity: 'error' | 'warning';
  /** Id of the element, of the process where it is about the whole; null for a file that cannot be read. */
  elementId: string | null;
  elementName: string | null;
  /** Chinese: what is wrong and what to do. */
  message: string;
}

export const nameOf = (element: Element): string => String(element.name ?? '').trim() || element.id;

export function finding(
  rule: string,
  element: Element,
  message: string,
  severity: Finding['severity'] = 'error',
): Finding {
  return { rule, severity, elementId: element.id ?? null, elementName: element.name ?? null, message };
}
