/**
 * SQL: the unit and those that were merged into it (`unit.successor` is always the present one). What they had keeps their id and, where it
 * is over, their name; whoever asks for the successor means it too.
 */
export const unitsOf = (unit: string): string =>
  `(SELECT ${unit}::text UNION ALL SELECT id FROM unit WHERE successor = ${unit})`;

/** SQL: the unit that goes on with this one, itself unless it was merged. */
export const presentUnit = (unit: string): string =>
  `coalesce((SELECT mu.successor FROM unit mu WHERE mu.id = ${unit}), ${unit})`;
