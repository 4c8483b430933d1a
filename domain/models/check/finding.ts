import type { Element } from '../moddle.ts';

/** How the editor can mend it by one click, where that is certain. */
export type Fix =
  | { kind: 'name'; value: string }
  | { kind: 'id'; value: string }
  | { kind: 'remove' }
  /** Sets an input mapping. */
  | { kind: 'input'; target: string; value: string }
  /** Makes it a task of the task list. */
  | { kind: 'user-task' };

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
  fix?: Fix;
}

export const nameOf = (element: Element): string => String(element.name ?? '').trim() || element.id;

export function finding(
  rule: string,
  element: Element,
  message: string,
  severity: Finding['severity'] = 'error',
  fix?: Fix,
): Finding {
  const { id, name } = element;
  return { rule, severity, elementId: id ?? null, elementName: name ?? null, message, ...(fix ? { fix } : {}) };
}
