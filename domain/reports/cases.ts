import type { Db } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { takesPart } from '../cases/store.ts';
import { onDays } from '../days.ts';
import { durationsBy } from './durations.ts';
import type { Period } from './period.ts';
import type { Scope } from './scope.ts';
import { type Cell, count, days, type Section } from './sections.ts';

interface Row {
  process: string;
  begun: number;
  completed: number;
  withdrawn: number;
  running: number;
  suspended: number;
}
type Durations = { median: number | null; p90: number | null } | undefined;

/** 事项 by procedure: begun, ended, at work, and how long whole cases took. */
export async function caseFigures(
  db: Db,
  seen: Seen,
  { scope, period, name }: { scope: Scope; period: Period; name: (id: string) => string },
): Promise<Section> {
  const chosen = (params: unknown[]) => {
    const p = (value: unknown) => `$${params.push(value)}`;
    const all = [seen.sql];
    if (scope.process) all.push(`c.process = ${p(scope.process)}`);
    if (scope.unit) all.push(takesPart(p(scope.unit)));
    return { from: `FROM cases c JOIN case_status s ON s.case_id = c.id WHERE ${all.join(' AND ')}`, p };
  };
  const params = [...seen.params];
  const { from, p } = chosen(params);
  const begun = onDays('c.created_at', period.from, period.to, p).join(' AND ');
  const ended = onDays('s.ended_at', period.from, period.to, p).join(' AND ');
  const { rows } = await db.query<Row>(
    `SELECT c.process, (count(*) FILTER (WHERE ${begun}))::int AS begun,
            (count(*) FILTER (WHERE s.status = 'completed' AND ${ended}))::int AS completed,
            (count(*) FILTER (WHERE s.status = 'withdrawn' AND ${ended}))::int AS withdrawn,
            (count(*) FILTER (WHERE s.status = 'running'))::int AS running,
            (count(*) FILTER (WHERE s.status = 'suspended'))::int AS suspended
       ${from} GROUP BY c.process ORDER BY c.process`,
    params,
  );
  const spans = [...seen.params];
  const done = chosen(spans);
  const endedHere = onDays('s.ended_at', period.from, period.to, done.p).join(' AND ');
  const lasted = (key: string) =>
    durationsBy(
      db,
      `SELECT ${key} AS key, '' AS name, c.created_at AS started, s.ended_at AS ended, FALSE AS late
         ${done.from} AND s.status = 'completed' AND ${endedHere}`,
      spans,
    );
  const [byProcess, all] = await Promise.all([lasted('c.process'), lasted("''")]);
  const query = { unit: scope.unit, process: scope.process };
  const within = { endedFrom: period.from, endedTo: period.to };
  const cells = (r: Omit<Row, 'process'>, of: typeof query, took: Durations): Cell[] => [
    count(r.begun, 'cases', { ...of, createdFrom: period.from, createdTo: period.to }),
    count(r.completed, 'cases', { ...of, status: 'completed', ...within }),
    count(r.withdrawn, 'cases', { ...of, status: 'withdrawn', ...within }),
    count(r.running, 'cases', { ...of, status: 'running' }),
    count(r.suspended, 'cases', { ...of, status: 'suspended' }),
    days(took?.median ?? null, 'cases', { ...of, status: 'completed', ...within }),
    days(took?.p90 ?? null, 'cases', { ...of, status: 'completed', ...within }),
  ];
  const sum = (of: keyof Omit<Row, 'process'>) => rows.reduce((n, r) => n + r[of], 0);
  const whole = {
    begun: sum('begun'),
    completed: sum('completed'),
    withdrawn: sum('withdrawn'),
    running: sum('running'),
    suspended: sum('suspended'),
  };
  const shown = rows.filter((r) => r.begun + r.completed + r.withdrawn + r.running + r.suspended > 0);
  return {
    id: 'cases',
    title: '事项与办理时长（按流程）',
    head: '流程',
    columns: ['期间发起', '期间办结', '期间撤回', '办理中', '中止计时', '用时中位数', '九成用时'],
    rows: shown.length
      ? [
          ...shown.map((r) => ({
            key: r.process,
            name: name(r.process),
            cells: cells(
              r,
              { ...query, process: r.process },
              byProcess.find(({ key }) => key === r.process),
            ),
          })),
          { key: '', name: '合计', cells: cells(whole, query, all[0]) },
        ]
      : [],
    note: '选定单位时为该单位参与办理的事项。办理中、中止计时为此刻的数目。用时为发起日次日至办结日的工作日数，含中止计时的日期。',
  };
}
