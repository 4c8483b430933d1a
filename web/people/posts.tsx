import { useQuery } from '@tanstack/react-query';
import { Button, Pagination, Select, type TableColumnType } from 'antd';
import { useState } from 'react';
import { failed, PAGE_SIZE, queries } from '../client/queries.ts';
import { ExportButton } from '../parts/export-button.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { businessNow, longDate, toWall } from '../parts/time.ts';
import { useAddress } from '../parts/use-address.ts';
import { ImportPeople } from './import-people.tsx';
import { PostDrawer } from './post-drawer.tsx';
import { type Holding, type PostRow, postQueries } from './types.ts';

function Holders({ holders, waiting }: { holders: Holding[]; waiting: number }) {
  const today = toWall(businessNow()).slice(0, 10);
  if (!holders.some((h) => h.from <= today))
    return (
      <>
        <strong className="post-vacant">空缺</strong>
        {waiting > 0 && <div className="post-vacant">{waiting} 项任务无人可办</div>}
        {holders.map((h) => (
          <div key={h.username} className="muted">
            {h.name}，{longDate(h.from)}起
          </div>
        ))}
      </>
    );
  return holders.map((h) => (
    <div key={h.username}>
      {h.name}{' '}
      <span className="muted nowrap">
        {longDate(h.from)}起{h.until && `，至${longDate(h.until)}`}
        {h.from > today && '（拟任）'}
      </span>
    </div>
  ));
}

export function Posts() {
  const address = useAddress();
  const [importing, setImporting] = useState(false);
  const filter = { q: address.get('q'), unit: address.get('unit'), page: address.page };
  const posts = useQuery(postQueries.list(filter));
  const units = useQuery(queries.units()).data?.items ?? [];
  const change = (p: PostRow) => (
    <Button
      size="small"
      onClick={() => address.set({ post: p.id, page: String(address.page) })}
      aria-label={`任职：${p.name}`}
    >
      任职
    </Button>
  );
  const columns: TableColumnType<PostRow>[] = [
    { title: '岗位', dataIndex: 'name' },
    {
      title: '单位',
      dataIndex: 'unitName',
      render: (u: string | null) => u ?? <span className="muted">平台</span>,
    },
    { title: '任职人员', render: (_, p) => <Holders holders={p.holders} waiting={p.waiting} /> },
    { title: '操作', width: 80, render: (_, p) => change(p) },
  ];

  return (
    <>
      <FilterBar
        set={setAmong({ q: filter.q, unit: filter.unit })}
        total={posts.data?.total}
        acts={
          <>
            <ExportButton address="/api/people/holders/export.xlsx" total={posts.data?.total ?? 0} />
            <Button onClick={() => setImporting(true)}>导入任职</Button>
          </>
        }
      >
        <SearchBox value={filter.q} label="岗位或人员" onSearch={(q) => address.set({ q })} />
        <Select
          aria-label="单位"
          placeholder="全部单位"
          allowClear
          style={{ width: 220 }}
          value={filter.unit || undefined}
          options={units.map((u) => ({ value: u.id, label: u.name }))}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(unit: string | undefined) => address.set({ unit: unit ?? null })}
        />
      </FilterBar>
      {failed(posts) ? (
        <ProblemState error={posts.error} retry={() => void posts.refetch()} />
      ) : posts.isPending ? (
        <Loading />
      ) : posts.data.items.length === 0 ? (
        <Nothing>没有符合筛选条件的岗位。</Nothing>
      ) : (
        <>
          <ListTable scroll={{}} rowKey="id" columns={columns} dataSource={posts.data.items} />
          <Pagination
            style={{ marginTop: 12 }}
            align="end"
            current={address.page}
            pageSize={PAGE_SIZE}
            total={posts.data.total}
            showSizeChanger={false}
            hideOnSinglePage
            showTotal={(total) => `共 ${total} 个岗位`}
            onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
          />
        </>
      )}
      {importing && <ImportPeople kind="holders" onClose={() => setImporting(false)} />}
      <PostDrawer
        post={address.get('post')}
        onClose={() => address.set({ post: null, page: address.page === 1 ? null : String(address.page) })}
      />
    </>
  );
}
