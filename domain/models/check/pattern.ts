/** Whether looking for a pattern could take for ever: repetitions within repetitions, and references back. */
export const isEndless = (pattern: string): boolean =>
  /\([^)]*[+*}][^)]*\)\s*[+*{]/.test(pattern) || /\\\d/.test(pattern) || /\([^)]*\|[^)]*\)\s*[+*{]/.test(pattern);
