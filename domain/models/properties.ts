/** A property of an element that lists names: `a, b c`. */
export const splitList = (text: string | undefined): string[] => (text ?? '').split(/[,\s]+/).filter(Boolean);
