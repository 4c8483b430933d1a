import type { Db } from '../../db/pool.ts';

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
