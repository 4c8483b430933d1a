import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

/** A leading industry and the department that leads it (历下政办发〔2019〕9号 第三条). */
export interface Industry {
  id: string;
  name: string;
  department: string;
}

const SEED: readonly Industry[] = [
  { id: 'finance', name: '金融业', department: 'financial-development' },
  { id: 'information-technology', name: '新一代信息技术', department: 'industry-it' },
  { id: 'trade', name: '商贸业', department: 'commerce' },
  { id: 'headquarters', name: '总部经济和商务服务', department: 'investment-promotion' },
  { id: 'culture-tourism', name: '文化旅游', department: 'culture-tourism' },
  { id: 'health', name: '医疗康养', department: 'health' },
  { id: 'science-technology', name: '科技服务', department: 'science-technology' },
  { id: 'human-resources', name: '人力资源服务', department: 'human-resources' },
];

/** The notice speaks of eight industries and names none: the list to begin with. */
export async function seedIndustries(db: Db): Promise<void> {
  if (await recordEdit(db, { revision: 1, actor: null, reason: '首次录入', before: [], after: SEED }))
    await writeIndustries(db, SEED);
}

export async function listIndustries(db: Db): Promise<Industry[]> {
  const { rows } = await db.query<Industry>('SELECT id, name, department FROM industry ORDER BY ord');
  return rows;
}

export interface IndustryEdit {
  revision: number;
  at: string;
  actor: string | null;
  reason: string;
  before: readonly Industry[];
  after: readonly Industry[];
}

export async function listIndustryEdits(db: Db): Promise<IndustryEdit[]> {
  const { rows } = await db.query<IndustryEdit>(
    'SELECT revision, at, actor, reason, before, after FROM industry_edit ORDER BY revision DESC LIMIT 500',
  );
  return rows;
}

/** Replaces the list; false when somebody else changed it since `revision`. In a transaction. Running cases keep their department. */
export async function replaceIndustries(
  db: Db,
  industries: Industry[],
  by: { actor: string; reason: string; revision: number },
): Promise<boolean> {
  const last = await db.query<{ revision: number }>('SELECT max(revision) AS revision FROM industry_edit');
  if (last.rows[0]?.revision !== by.revision) return false;
  const before = await listIndustries(db);
  const { actor, reason } = by;
  if (!(await recordEdit(db, { revision: by.revision + 1, actor, reason, before, after: industries }))) return false;
  await db.query('DELETE FROM industry');
  await writeIndustries(db, industries);
  return true;
}

async function recordEdit(db: Db, edit: Omit<IndustryEdit, 'at'>): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO industry_edit (revision, at, actor, reason, before, after) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
    [edit.revision, now().toISO(), edit.actor, edit.reason, JSON.stringify(edit.before), JSON.stringify(edit.after)],
  );
  return rowCount === 1;
}

async function writeIndustries(db: Db, industries: readonly Industry[]): Promise<void> {
  await db.query(
    `INSERT INTO industry (id, ord, name, department)
     SELECT i.id, i.ord, i.name, i.department FROM unnest($1::text[], $2::int[], $3::text[], $4::text[]) AS i(id, ord, name, department)`,
    [
      industries.map((i) => i.id),
      industries.map((_, ord) => ord),
      industries.map((i) => i.name),
      industries.map((i) => i.department),
    ],
  );
}
