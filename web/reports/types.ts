export interface Listing {
  of: 'limits' | 'tasks' | 'cases' | 'cards' | 'yellow';
  query: Record<string, string>;
}

export interface Cell {
  value: number | null;
  text: string;
  as?: 'rate' | 'days' | 'rank';
  list?: Listing;
}

export interface Section {
  id: string;
  title: string;
  head: string;
  columns: string[];
  rows: { key: string; name: string; cells: Cell[] }[];
  note: string;
}

export interface Report {
  period: { from: string; to: string; name: string };
  unit: string | null;
  process: string | null;
  madeAt: string;
  by: string;
  /** Units that he may choose; null: all. */
  units: string[] | null;
  /** Procedures in which he may choose all units. */
  supervised: string[];
  sections: Section[];
}
