import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Pagination, Tabs } from 'antd';
import { Link } from 'react-router';
import { http, query } from '../client/http.ts';
import { failed, PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import '../home/home.css';

type Kind = 'case' | 'document' | 'measure' | 'park';
interface Hit {
  kind: Kind;
  kindName: string;
  id: string;
  title: string;
  about: string;
  excerpt: string | null;
  caseId: string | null;
  at: string | null;
}
const LABELS: [Kind, string][] = [
  ['case', '事项'],
  ['document', '材料'],
  ['measure', '督查台账'],
  ['park', '园区'],
];

const found = (q: string, kind: string, page: number) =>
  queryOptions({
    queryKey: ['search', q, kind, page],
    placeholderData: keepPreviousData,
    enabled: q !== '',
    queryFn: () =>
      http.get<List<Hit> & { kinds: Record<Kind, number> }>(
        `/api/search${query({ q, kind, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`,
      ),
  });

const addressOf = ({ kind, id, caseId }: Hit): string =>
  kind === 'measure'
    ? `/ledger/${encodeURIComponent(id)}`
    : kind === 'park'
      ? `/parks/${id}`
      : `/cases/${encodeURIComponent(caseId ?? id)}`;

/** Everything that this person may see and that holds the words. */
export function SearchPage() {
  useTitle('查找');
  const address = useAddress();
  const q = address.get('q');
  const kind = address.get('kind');
  const hits = useQuery(found(q, kind, address.page));
  const kinds = hits.data?.kinds;
  return (
    <>
      <div className="page-head">
        <h1>查找</h1>
        <PageHelp />
        <span className="muted">多个词以空格分开，须全部包含。</span>
      </div>
      <div className="panel">
        <div className="gap">
          <SearchBox value={q} label="事项、材料、台账、园区中的文字" onSearch={(text) => address.set({ q: text })} />
        </div>
        {kinds && q && (
          <Tabs
            activeKey={kind || 'all'}
            onChange={(key) => address.set({ kind: key === 'all' ? null : key })}
            items={[
              { key: 'all', label: `全部（${Object.values(kinds).reduce((sum, n) => sum + n, 0)}）` },
              ...LABELS.map(([key, label]) => ({ key, label: `${label}（${kinds[key]}）` })),
            ]}
          />
        )}
        {!q ? (
          <Nothing>请输入要查找的文字。</Nothing>
        ) : failed(hits) ? (
          <ProblemState error={hits.error} retry={() => void hits.refetch()} />
        ) : hits.isPending ? (
          <Loading />
        ) : hits.data.items.length === 0 ? (
          <Nothing>没有找到您可以查看的内容，请换一个词，或只输入其中几个字。</Nothing>
        ) : (
          <>
            <ul className="home-list" aria-label="查找结果">
              {hits.data.items.map((hit) => (
                <li key={`${hit.kind} ${hit.id}`}>
                  <span className="muted">{hit.kindName}</span> <Link to={addressOf(hit)}>{hit.title}</Link>
                  {hit.kind === 'document' && (
                    <>
                      {' '}
                      <a href={`/api/files/${hit.id}`} download={hit.title}>
                        下载
                      </a>
                    </>
                  )}
                  <div className="muted">
                    {hit.about} {hit.at && <When at={hit.at} />}
                  </div>
                  {hit.excerpt && <div>{hit.excerpt}</div>}
                </li>
              ))}
            </ul>
            <Pagination
              style={{ marginTop: 12 }}
              align="end"
              current={address.page}
              pageSize={PAGE_SIZE}
              total={hits.data.total}
              showSizeChanger={false}
              hideOnSinglePage
              showTotal={(total) => `共 ${total} 个`}
              onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
            />
          </>
        )}
      </div>
    </>
  );
}
