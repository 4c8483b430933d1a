/** A page of rows that each carry how many there are in all (`count(*) OVER ()`). A page beyond the end says 0. */
export function listed<Row extends { total: number }>(rows: Row[]): { items: Omit<Row, 'total'>[]; total: number } {
  return { items: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 };
}
