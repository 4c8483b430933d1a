export const percent = (rate: number | null): string => (rate === null ? '无' : `${(rate * 100).toFixed(1)}%`);
