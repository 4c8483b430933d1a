import type { Db } from '../../db/pool.ts';
import type { MeasureContent } from './load.ts';

/** What is edited of a measure, as the page calls it. */
const FIELDS = {
  article: '条款',
  text: '措施',
  lead: '牵头单位',
  support: '配合单位',
  others: '其他单位',
  posts: '责任岗位',
  fromOn: '起始日期',
  dueOn: '期限',
  every: '周期',
} as const satisfies Partial<Record<keyof MeasureContent, string>>;
type Field = keyof typeof FIELDS;

const EVERY: Readonly<Record<string, string>> = { quarter: '每季度', 'half-year': '每半年' };

export interface MeasureEdit {
  /** Business time. */
  at: string;
  /** null: it came with the product. */
  actor: string | null;
  /** true: the measure was entered by it. */
  first: boolean;
  /** What became of each field that differs, in words; null where there was or is nothing. */
  changes: { field: Field; name: string; from: string | null; to: string | null }[];
}

/** Every edit of a measure, newest first: who, when, from what to what. `nameOf` says what units are called. */
export async function editsOfMeasure(db: Db, id: string, nameOf: (id: string) => string): Promise<MeasureEdit[]> {
  const { rows } = await db.query<{
    at: string;
    actor: string | null;
    before: Partial<Record<Field, unknown>> | null;
    after: Partial<Record<Field, unknown>>;
  }>('SELECT at, actor, before, after FROM ledger_edit WHERE measure = $1 ORDER BY id DESC LIMIT 200', [id]);
  const say = (field: Field, value: unknown): string | null => {
    if (value === null || value === undefined || value === '') return null;
    if (Array.isArray(value)) return value.map((one) => nameOf(String(one))).join('、') || null;
    return field === 'every' ? (EVERY[String(value)] ?? String(value)) : String(value);
  };
  return rows.map(({ at, actor, before, after }) => ({
    at,
    actor,
    first: before === null,
    changes: (Object.keys(FIELDS) as Field[]).flatMap((field) => {
      const [from, to] = [say(field, before?.[field]), say(field, after[field])];
      return from === to ? [] : [{ field, name: FIELDS[field], from, to }];
    }),
  }));
}
