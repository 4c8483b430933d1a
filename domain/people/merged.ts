import type { Db } from '../../db/pool.ts';
import { readWhenChanged } from '../../db/revision.ts';

const loadMerged = readWhenChanged('names', async (db): Promise<ReadonlyMap<string, string[]>> => {
  const { rows } = await db.query<{ successor: string; units: string[] }>(
    'SELECT successor, array_agg(id) AS units FROM unit WHERE successor IS NOT NULL GROUP BY 1',
  );
  return new Map(rows.map(({ successor, units }) => [successor, units]));
});

/** As `unitsOf`, for lists in an index's order: nearly no unit has others merged into it, and one value keeps the order that several lose. */
export async function unitIs(db: Db, column: string, unit: string, add: (value: unknown) => string): Promise<string> {
  const others = (await loadMerged(db)).get(unit);
  return others ? `${column} = ANY (${add([unit, ...others])}::text[])` : `${column} = ${add(unit)}`;
}

/**
 * SQL for the right side of `=`: the unit and those that were merged into it (`unit.successor` is always the present one). What they had
 * keeps their id and, where it is over, their name; whoever asks for the successor means it too.
 */
export const unitsOf = (unit: string): string =>
  // An array, asked for once: an index on the unit serves as it does for one.
  `ANY (ARRAY(SELECT ${unit}::text UNION ALL SELECT id FROM unit WHERE successor = ${unit}))`;

/** SQL: the unit that goes on with this one, itself unless it was merged. */
export const presentUnit = (unit: string): string =>
  `coalesce((SELECT mu.successor FROM unit mu WHERE mu.id = ${unit}), ${unit})`;

/** The unit that goes on with this one; an unknown id as it is. */
export async function presentUnitOf(db: Db, unit: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(`SELECT ${presentUnit('$1::text')} AS id`, [unit]);
  return rows[0]!.id;
}
