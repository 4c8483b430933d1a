import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export interface Tenure {
  name: string;
  /** YYYY-MM-DD. */
  from: string;
  /** First day on which it is no longer his; null: open. */
  until: string | null;
  present: boolean;
}

export interface Liaison {
  unit: string;
  unitName: string;
  /** 会商联络负责人, newest first. */
  leads: Tenure[];
  /** 联络员, newest first. */
  officers: Tenure[];
}

/** Liaison leads and officers of every unit with their history (历下政办发〔2019〕1号 三、附件2 一（一）): holders of two posts over time. */
export async function listLiaison(db: Db): Promise<Liaison[]> {
  const { rows } = await db.query<Liaison>(
    `WITH tenure AS (
       SELECT p.unit, p.kind, json_agg(json_build_object('name', a.display_name, 'from', h.from_date, 'until', h.until_date,
                'present', h.from_date <= $1::date AND (h.until_date IS NULL OR h.until_date > $1::date))
                ORDER BY h.from_date DESC, a.username) AS list
         FROM post_holder h JOIN post p ON p.id = h.post JOIN account a ON a.username = h.username
        WHERE p.kind IN ('liaison', 'liaison-lead') GROUP BY p.unit, p.kind)
     SELECT u.id AS unit, u.name AS "unitName", coalesce(l.list, '[]') AS leads, coalesce(o.list, '[]') AS officers
       FROM unit u LEFT JOIN tenure l ON l.unit = u.id AND l.kind = 'liaison-lead'
       LEFT JOIN tenure o ON o.unit = u.id AND o.kind = 'liaison'
      ORDER BY u.ord`,
    [now().toISODate()],
  );
  return rows;
}
