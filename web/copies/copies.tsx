import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Checkbox, Pagination, Tag } from 'antd';
import { Link } from 'react-router';
import { ReadButton } from '../case/comments.tsx';
import { http, query } from '../client/http.ts';
import { failed, PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { ListTable } from '../parts/list-table.tsx';
import { When } from '../parts/when.tsx';

interface Copy {
  id: string;
  caseId: string;
  caseTitle: string;
  processName: string;
  byName: string;
  note: string;
  at: string;
  readAt: string | null;
}

export const copiesQuery = (unread: boolean, page: number) =>
  queryOptions({
    queryKey: ['copies', unread, page],
    placeholderData: keepPreviousData,
    queryFn: () =>
      http.get<List<Copy> & { unread: number }>(
        `/api/copies${query({ unread, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`,
      ),
  });

/** 抄送我的: to be read, nothing to be done. */
export function Copies() {
  useTitle('抄送我的');
  const address = useAddress();
  const unread = address.get('unread') === 'true';
  const copies = useQuery(copiesQuery(unread, address.page));
  return (
    <>
      <div className="page-head">
        <h1>抄送我的</h1>
        <PageHelp />
        {Boolean(copies.data?.unread) && <Tag color="processing">{copies.data?.unread} 件未阅</Tag>}
      </div>
      <div className="panel">
        <FilterBar set={unread ? 1 : 0} total={copies.data?.total}>
          <Checkbox
            checked={unread}
            onChange={(event) => address.set({ unread: event.target.checked ? 'true' : null })}
          >
            只看未阅
          </Checkbox>
        </FilterBar>
        {failed(copies) ? (
          <ProblemState error={copies.error} retry={() => void copies.refetch()} />
        ) : copies.isPending ? (
          <Loading />
        ) : copies.data.items.length === 0 ? (
          <Nothing>{unread ? '没有未阅的抄送。' : '还没有抄送给您的事项。'}</Nothing>
        ) : (
          <>
            <ListTable
              rowKey="id"
              dataSource={copies.data.items}
              columns={[
                {
                  title: '事项',
                  dataIndex: 'caseTitle',
                  render: (_, k) => (
                    <>
                      <Link to={`/cases/${k.caseId}`}>{k.caseTitle}</Link>
                      <div className="muted">
                        {k.caseId} · {k.processName}
                      </div>
                    </>
                  ),
                },
                { title: '说明', dataIndex: 'note', render: (note: string) => <span className="prose">{note}</span> },
                { title: '抄送人', dataIndex: 'byName', width: 160 },
                { title: '抄送时间', dataIndex: 'at', width: 110, render: (at: string) => <When at={at} /> },
                {
                  title: '阅知',
                  dataIndex: 'readAt',
                  width: 130,
                  render: (readAt: string | null, k) =>
                    readAt ? (
                      <>
                        已阅 <When at={readAt} />
                      </>
                    ) : (
                      <ReadButton id={k.id} caseId={k.caseId} />
                    ),
                },
              ]}
            />
            <Pagination
              style={{ marginTop: 12 }}
              align="end"
              current={address.page}
              pageSize={PAGE_SIZE}
              total={copies.data.total}
              showSizeChanger={false}
              hideOnSinglePage
              showTotal={(total) => `共 ${total} 件`}
              onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
            />
          </>
        )}
      </div>
    </>
  );
}
