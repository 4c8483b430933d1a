import { Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { ChartsLoading } from '../parts/charts-loading.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { grouped } from '../parts/money.ts';
import { Nothing } from '../parts/page-state.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { OutcomeMark } from './outcome.tsx';
import type { Evaluation, Figures } from './types.ts';

// The charts' library is large and only needed here.
const Charts = lazy(() => import('./progress-charts.tsx'));

export interface Indicator {
  target: string;
  actual: string;
  label: string;
  unit: string;
  money?: boolean;
  /** Adds up over the year: a half-year is measured against half of it. */
  flow?: boolean;
}
const INDICATORS: readonly Indicator[] = [
  { target: 'targetCompanies', actual: 'actualCompanies', label: '入驻企业', unit: '家' },
  { target: 'targetRevenue', actual: 'actualRevenue', label: '营业收入', unit: '万元', money: true, flow: true },
  { target: 'targetGrowth', actual: 'actualGrowth', label: '营业收入增幅', unit: '%' },
  { target: 'targetShare', actual: 'actualShare', label: '主导产业占比', unit: '%' },
  {
    target: 'targetContribution',
    actual: 'actualContribution',
    label: '经济贡献',
    unit: '万元',
    money: true,
    flow: true,
  },
];

const FOLLOWS = { none: null, rectify: '整改', revoke: '提请取消资格' };

export const periodName = ({ period, kind }: Pick<Evaluation, 'period' | 'kind'>): string =>
  kind === 'annual' ? `${period}年` : `${period.slice(0, 4)}年${period.endsWith('1') ? '上' : '下'}半年`;

/** Targets of the agreement against what was reached, and how each period was evaluated. */
export function Progress({ evaluations }: { evaluations: Evaluation[] }) {
  const [kind, setKind] = useState<Evaluation['kind']>(
    evaluations.some((e) => e.kind === 'annual' && e.outcome) ? 'annual' : 'half-year',
  );
  const list = evaluations.filter((e) => e.kind === kind && e.actuals);
  const indicators = INDICATORS.filter(({ target }) => list.some((e) => isSet(e.targets[target])));
  return (
    <section className="panel gap" aria-label="考核">
      <h2>考核</h2>
      {evaluations.length === 0 ? (
        <Nothing>还没有到期的考核。第一个考核期结束后自动启动。</Nothing>
      ) : (
        <>
          <Segmented
            aria-label="图表的考核期"
            style={{ marginBottom: 12 }}
            value={kind}
            onChange={setKind}
            options={[
              { value: 'annual', label: '年度' },
              { value: 'half-year', label: '半年' },
            ]}
          />
          {list.length > 0 && indicators.length > 0 ? (
            <Suspense fallback={<ChartsLoading count={indicators.length} />}>
              <Charts list={list} indicators={indicators} />
            </Suspense>
          ) : (
            <p className="muted">{kind === 'annual' ? '还没有年度评价结果。' : '还没有半年评价结果。'}</p>
          )}
          <ListTable
            rowKey="period"
            dataSource={[...evaluations].reverse()}
            columns={[
              {
                title: '考核期',
                key: 'period',
                className: 'nowrap',
                render: (_, e) => <Link to={`/cases/${e.caseId}`}>{periodName(e)}</Link>,
              },
              { title: '结果', key: 'outcome', className: 'nowrap', render: (_, e) => <Result evaluation={e} /> },
              { title: '得分', dataIndex: 'total', align: 'right' },
              ...INDICATORS.filter(({ target }) => evaluations.some((e) => isSet(e.targets[target]))).map(
                (indicator) => ({
                  title: `${indicator.label}（${indicator.money ? '元' : indicator.unit}）`,
                  key: indicator.target,
                  align: 'right' as const,
                  className: 'nowrap',
                  render: (_: unknown, e: Evaluation) => (
                    <>
                      {shown(e.actuals, indicator.actual)}
                      <div className="muted">年目标 {shown(e.targets, indicator.target)}</div>
                    </>
                  ),
                }),
              ),
              {
                title: '处理',
                key: 'consequence',
                render: (_, e) => <Follows evaluation={e} />,
              },
              { title: '半年报告', dataIndex: 'halfYearsText' },
            ]}
          />
        </>
      )}
    </section>
  );
}

function Result({ evaluation: { outcome, withdrawn, kind } }: { evaluation: Evaluation }) {
  if (withdrawn) return <StateMark mark="suspended" label="已取消" />;
  if (outcome) return <OutcomeMark outcome={outcome} />;
  return <StateMark mark="warned" label={kind === 'annual' ? '未评价' : '未报送'} />;
}

const DECIDED = { revoke: '取消资格', keep: '暂不取消，整改' };

/** What a period was brought to, what was decided then, or why it was cancelled. */
function Follows({ evaluation: { consequence, revocation, withdrawn, withdrawalReason } }: { evaluation: Evaluation }) {
  if (withdrawn) return withdrawalReason;
  const reason = revocation?.text;
  return (
    <>
      {revocation ? DECIDED[revocation.result] : consequence && FOLLOWS[consequence]}
      {reason && (
        <div className="muted" style={{ maxWidth: '24em' }}>
          {reason}
        </div>
      )}
    </>
  );
}

const isSet = (value: unknown): boolean => value !== null && value !== undefined;
const shown = (figures: Figures | null, key: string): string => {
  const value = figures?.[key];
  return isSet(value) ? grouped(String(value)) : '－';
};
