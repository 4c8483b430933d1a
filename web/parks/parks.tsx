import { useQuery } from '@tanstack/react-query';
import { Button, Pagination, Select, Table } from 'antd';
import { Link } from 'react-router';
import { PAGE_SIZE } from '../client/queries.ts';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { industries, parks } from './queries.ts';
import type { Park } from './types.ts';

const KINDS = [
  { value: 'government-led', label: '政府主导型' },
  { value: 'society-led', label: '社会主导型' },
];

/** 园区名录: public facts of every certified park. */
export function Parks() {
  useTitle('园区名录');
  const address = useAddress();
  const filter = {
    q: address.get('q'),
    industry: address.get('industry'),
    kind: address.get('kind'),
    page: address.page,
  };
  const found = useQuery(parks(filter));
  const list = useQuery(industries()).data?.items ?? [];
  const filtered = Boolean(filter.q || filter.industry || filter.kind);
  return (
    <>
      <div className="page-head">
        <h1>园区名录</h1>
        <Link to="/industries">重点产业和主管部门</Link>
      </div>
      <div className="panel">
        <div className="filters">
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
          {filtered && (
            <Button type="link" size="small" onClick={() => address.set({ q: null, industry: null, kind: null })}>
              清除筛选
            </Button>
          )}
        </div>
        {found.isError ? (
          <ProblemState error={found.error} retry={() => void found.refetch()} />
        ) : found.isPending ? (
          <Loading />
        ) : found.data.items.length === 0 ? (
          <Nothing>{filtered ? '没有符合筛选条件的园区。' : '还没有认定的园区。'}</Nothing>
        ) : (
          <>
            <Table
              size="small"
              rowKey="id"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={found.data.items}
              columns={[
                {
                  title: '园区',
                  dataIndex: 'name',
                  render: (name: string, p: Park) => <Link to={`/parks/${p.id}`}>{name}</Link>,
                },
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
