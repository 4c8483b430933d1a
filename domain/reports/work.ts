import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { Principal } from '../people/store.ts';
import { chooseTasks, type TaskFilter } from '../tasks/store.ts';
import { durationsBy } from './durations.ts';
import type { Period } from './period.ts';
import type { Scope } from './scope.ts';
import { type Cell, count, days, type Query, type Section } from './sections.ts';

/** More do not fit into a table that somebody reads. */
const MOST_ROWS = 200;

type Filter = Omit<TaskFilter, 'limit' | 'offset'>;
interface Counted {
  n: number;
  late: number;
}
type Groups = Record<'unit' | 'person' | 'total', Map<string, Counted>>;

const openOf = (scope: Scope): Filter => ({ view: 'all', state: 'open', ...scope });
const doneOf = (scope: Scope, { from, to }: Period): Filter => ({
  view: 'all',
  state: 'done',
  ...scope,
  endedFrom: from,
  endedTo: to,
});

/** Tasks that the list with this filter has, by unit, by person, and all. */
async function countTasksBy(db: Db, who: Principal, f: Filter): Promise<Groups> {
  const { from, params } = chooseTasks(who, f);
  const p = (value: unknown) => `$${params.push(value)}`;
  const open = f.state === 'open';
  const late = open ? `t.due_at < ${p(now().toISO())}` : 't.ended_at > t.due_at';
  const counts = 'count(*)::int AS n, (count(*) FILTER (WHERE late))::int AS late';
  const { rows } = await db.query<Counted & { kind: keyof Groups; key: string }>(
    `WITH chosen AS MATERIALIZED (
       SELECT t.candidate_groups AS groups, ${open ? 't.assignee' : 't.completed_by'} AS person, ${late} AS late ${from})
     SELECT 'unit' AS kind, x.id AS key, ${counts} FROM chosen
       CROSS JOIN LATERAL (SELECT DISTINCT coalesce(u.successor, u.id) AS id FROM unnest(groups) g JOIN unit u ON u.id = split_part(g, '.', 1)) x
      ${f.unit ? `WHERE x.id = ${p(f.unit)}` : ''} GROUP BY x.id
     UNION ALL SELECT 'person', person, ${counts} FROM chosen WHERE person IS NOT NULL GROUP BY person
     UNION ALL SELECT 'total', '', ${counts} FROM chosen`,
    params,
  );
  const groups: Groups = { unit: new Map(), person: new Map(), total: new Map() };
  for (const { kind, key, ...counted } of rows) groups[kind].set(key, counted);
  return groups;
}

const COLUMNS = ['在办', '在办超期', '期间办结', '其中超期办结'];
const NOTHING: Counted = { n: 0, late: 0 };

/** 工作量 by unit and by person: what is open now, what was done in the period. */
export async function workload(
  db: Db,
  who: Principal,
  { scope, period, name, units }: { scope: Scope; period: Period; name: (id: string) => string; units: string[] },
): Promise<Section[]> {
  const [open, done] = await Promise.all([
    countTasksBy(db, who, openOf(scope)),
    countTasksBy(db, who, doneOf(scope, period)),
  ]);
  const ended = { endedFrom: period.from, endedTo: period.to };
  const cellsOf = (kind: keyof Groups, key: string, more: Query): Cell[] => {
    const query = { view: 'all', ...scope, ...more };
    const o = open[kind].get(key) ?? NOTHING;
    const d = done[kind].get(key) ?? NOTHING;
    return [
      count(o.n, 'tasks', { ...query, state: 'open' }),
      count(o.late, 'tasks', { ...query, state: 'open', overdue: 'true' }),
      count(d.n, 'tasks', { ...query, state: 'done', ...ended }),
      count(d.late, 'tasks', { ...query, state: 'done', ...ended, late: 'true' }),
    ];
  };
  const whole = { key: '', name: '合计', cells: cellsOf('total', '', {}) };
  const among = (kind: 'unit' | 'person') => new Set([...open[kind].keys(), ...done[kind].keys()]);
  const ofUnits = units.filter((id) => among('unit').has(id));
  const people = [...among('person')]
    .sort((a, b) => (done.person.get(b)?.n ?? 0) - (done.person.get(a)?.n ?? 0) || (a < b ? -1 : 1))
    .slice(0, MOST_ROWS);
  return [
    {
      id: 'work-unit',
      title: '工作量（按单位）',
      head: '单位',
      columns: COLUMNS,
      rows: ofUnits.length
        ? [...ofUnits.map((id) => ({ key: id, name: name(id), cells: cellsOf('unit', id, { unit: id }) })), whole]
        : [],
      note: '在办为此刻尚未办结的任务，不论何时到达；办结按办结日计入期间。几个单位均可办理的任务各计一次，合计只计一次；只由某一人办理、不属于单位的任务只计入合计。已并入其他单位的，计入并入的单位。',
    },
    {
      id: 'work-person',
      title: '工作量（按人员）',
      head: '人员',
      columns: COLUMNS,
      rows: people.map((id) => ({ key: id, name: name(id), cells: cellsOf('person', id, { person: id }) })),
      note: `在办按领取人，办结按办理人；代理他人办理的计入代理人。尚未领取的任务不计入。至多列出 ${MOST_ROWS} 人。`,
    },
  ];
}

/** 办理时长 of each step. */
export async function stepDurations(
  db: Db,
  who: Principal,
  { scope, period, name }: { scope: Scope; period: Period; name: (id: string) => string },
): Promise<Section> {
  const { from, params } = chooseTasks(who, doneOf(scope, period));
  const found = await durationsBy(
    db,
    `SELECT c.process || ' ' || t.element_id AS key, coalesce(t.name, t.element_id) AS name, t.created_at AS started, t.ended_at AS ended,
            t.ended_at > t.due_at AS late ${from} AND c.process IS NOT NULL`,
    params,
  );
  return {
    id: 'duration-step',
    title: '办理时长（按环节）',
    head: '流程与环节',
    columns: ['办结', '其中超期办结', '用时中位数', '九成用时'],
    rows: found.slice(0, MOST_ROWS).map((row) => {
      const [process, element] = row.key.split(' ') as [string, string];
      const query = {
        view: 'all',
        state: 'done',
        ...scope,
        process,
        element,
        endedFrom: period.from,
        endedTo: period.to,
      };
      return {
        key: row.key,
        name: `${name(process)}：${row.name}`,
        cells: [
          count(row.n, 'tasks', query),
          count(row.late, 'tasks', { ...query, late: 'true' }),
          days(row.median, 'tasks', query),
          days(row.p90, 'tasks', query),
        ],
      };
    }),
    note: `用时为任务到达日次日至办结日的工作日数，当日到达当日办结为 0。按办结件数排列，至多列出 ${MOST_ROWS} 个环节。`,
  };
}
