import { useQuery } from '@tanstack/react-query';
import { Button, Pagination, Select } from 'antd';
import { Link } from 'react-router';
import { failed, PAGE_SIZE } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { OutcomeMark } from './outcome.tsx';
import { grouped } from '../parts/money.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { exportAddress, industries, parks } from './queries.ts';
import { ListTable } from '../parts/list-table.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import type { OverviewPark as Park } from './types.ts';

const KINDS = [
  { value: 'government-led', label: '政府主导型' },
  { value: 'society-led', label: '社会主导型' },
];

const STANDINGS = [
  { value: 'certified', label: '已认定' },
  { value: 'revoked', label: '已取消资格' },
];
const OUTCOMES = [
  { value: 'excellent', label: '优秀' },
  { value: 'passed', label: '合格' },
  { value: 'failed', label: '不合格' },
];

/** 园区名录: public facts of every certified park; for those whom it concerns how it was evaluated and its money. */
export function Parks() {
  useTitle('园区名录');
  const address = useAddress();
  const filter = {
    q: address.get('q'),
    industry: address.get('industry'),
    kind: address.get('kind'),
    standing: address.get('standing'),
    outcome: address.get('outcome'),
  };
  const found = useQuery(parks({ ...filter, page: address.page }));
  const list = useQuery(industries()).data?.items ?? [];
  const filtered = Object.values(filter).some(Boolean);
  const inside = found.data?.items.some(({ paid }) => paid !== null) ?? false;
  return (
    <>
      <div className="page-head">
        <h1>园区名录</h1>
        <PageHelp />
        <Link to="/industries">重点产业和考核设定</Link>
        <ExportButton address={exportAddress(filter)} total={found.data?.total ?? 0} />
      </div>
      <div className="panel">
        <FilterBar set={setAmong(filter)} total={found.data?.total}>
          <SearchBox value={filter.q} label="园区、运营机构或证书编号" onSearch={(q) => address.set({ q })} />
          <Select
            aria-label="主导产业"
            placeholder="全部产业"
            allowClear
            style={{ width: 190 }}
            value={filter.industry || undefined}
            options={list.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(industry: string | undefined) => address.set({ industry: industry ?? null })}
          />
          <Select
            aria-label="园区类型"
            placeholder="全部类型"
            allowClear
            style={{ width: 140 }}
            value={filter.kind || undefined}
            options={KINDS}
            onChange={(kind: string | undefined) => address.set({ kind: kind ?? null })}
          />
          <Select
            aria-label="状态"
            placeholder="全部状态"
            allowClear
            style={{ width: 140 }}
            value={filter.standing || undefined}
            options={STANDINGS}
            onChange={(standing: string | undefined) => address.set({ standing: standing ?? null })}
          />
          <Select
            aria-label="最近年度评价"
            placeholder="最近年度评价"
            allowClear
            style={{ width: 140 }}
            value={filter.outcome || undefined}
            options={OUTCOMES}
            onChange={(outcome: string | undefined) => address.set({ outcome: outcome ?? null })}
          />
          {filtered && (
            <Button
              type="link"
              size="small"
              onClick={() => address.set({ q: null, industry: null, kind: null, standing: null, outcome: null })}
            >
              清除筛选
            </Button>
          )}
        </FilterBar>
        {failed(found) ? (
          <ProblemState error={found.error} retry={() => void found.refetch()} />
        ) : found.isPending ? (
          <Loading />
        ) : found.data.items.length === 0 ? (
          <Nothing>{filtered ? '没有符合筛选条件的园区。' : '还没有认定的园区。'}</Nothing>
        ) : (
          <>
            <ListTable
              rowKey="id"
              dataSource={found.data.items}
              columns={[
                {
                  title: '园区',
                  dataIndex: 'name',
                  render: (name: string, p: Park) => <Link to={`/parks/${p.id}`}>{name}</Link>,
                },
                {
                  title: '状态',
                  key: 'standing',
                  className: 'nowrap',
                  render: (_, p) =>
                    p.revokedOn ? (
                      <StateMark mark="suspended" label={`${p.revokedOn} 取消资格`} />
                    ) : (
                      <StateMark mark="normal" label="已认定" />
                    ),
                },
                ...(inside
                  ? [
                      {
                        title: '最近年度评价',
                        key: 'outcome',
                        className: 'nowrap',
                        render: (_: unknown, p: Park) =>
                          p.lastOutcome && (
                            <>
                              <OutcomeMark outcome={p.lastOutcome} /> <span className="muted">{p.lastYear}年</span>
                            </>
                          ),
                      },
                      {
                        title: '已兑现（元）',
                        key: 'paid',
                        align: 'right' as const,
                        render: (_: unknown, p: Park) => p.paid && grouped(p.paid),
                      },
                      {
                        title: '应追缴（元）',
                        key: 'claimed',
                        align: 'right' as const,
                        render: (_: unknown, p: Park) => p.claimed && grouped(p.claimed),
                      },
                    ]
                  : []),
                { title: '运营机构', dataIndex: 'operator' },
                { title: '类型', dataIndex: 'kindName', className: 'nowrap' },
                { title: '主导产业', dataIndex: 'industryName', className: 'nowrap' },
                { title: '产业主管部门', dataIndex: 'departmentName', className: 'nowrap' },
                {
                  title: '使用面积（平方米）',
                  dataIndex: 'usableArea',
                  align: 'right',
                  render: (area: number, p: Park) => (
                    <>
                      {area.toLocaleString('zh-CN')}
                      {p.areaException && <span className="muted">（例外）</span>}
                    </>
                  ),
                },
                { title: '认定日期', dataIndex: 'certifiedOn', className: 'nowrap' },
                { title: '证书编号', dataIndex: 'certificateNumber', className: 'nowrap' },
              ]}
            />
            <Pagination
              style={{ marginTop: 12 }}
              align="end"
              current={address.page}
              pageSize={PAGE_SIZE}
              total={found.data.total}
              showSizeChanger={false}
              showTotal={(total) => `共 ${total} 个`}
              onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
            />
          </>
        )}
      </div>
    </>
  );
}
