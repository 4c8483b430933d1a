/** A list of the product with the rows that a figure counts; names of its filters as in the API. */
export interface Listing {
  of: 'limits' | 'tasks' | 'cases' | 'cards' | 'yellow';
  query: Record<string, string>;
}

export interface Cell {
  /** null: there is nothing to be counted or measured. */
  value: number | null;
  /** A count when left out; a rate is 0-1, days are working days. */
  as?: 'rate' | 'days' | 'rank';
  /** A count is the total of this list; a rate or duration was counted from its rows. */
  list?: Listing;
}

/** One table of a report: page, Excel and PDF show the same. */
export interface Section {
  id: string;
  title: string;
  /** Heading of the names. */
  head: string;
  columns: string[];
  rows: { key: string; name: string; cells: Cell[] }[];
  /** How it is counted. */
  note: string;
}

export type Query = Record<string, string | undefined>;

/** Without what is not set. */
export const listing = (of: Listing['of'], query: Query): Listing => ({
  of,
  query: Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))),
});

export const count = (value: number, of: Listing['of'], query: Query): Cell => ({ value, list: listing(of, query) });
export const days = (value: number | null, of: Listing['of'], query: Query): Cell => ({
  value,
  as: 'days',
  ...(value === null ? {} : { list: listing(of, query) }),
});

/** As page, Excel and PDF say it. */
export function sayCell({ value, as }: Cell): string {
  if (value === null) return '—';
  return as === 'rate' ? `${(value * 100).toFixed(1)}%` : String(value);
}
