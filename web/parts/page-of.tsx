import type { UseQueryResult } from '@tanstack/react-query';
import { Pagination } from 'antd';
import type { ReactNode } from 'react';
import { failed, PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { Loading, Nothing, ProblemState } from './page-state.tsx';
import { useAddress } from './use-address.ts';

/** One page of a list in whatever state it is; which page it is stands in the address. */
export function PageOf<T>({
  found,
  empty,
  children,
}: {
  found: UseQueryResult<List<T>>;
  empty: string;
  children: (items: T[]) => ReactNode;
}) {
  const address = useAddress();
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  if (found.data.items.length === 0) return <Nothing>{empty}</Nothing>;
  return (
    <>
      {children(found.data.items)}
      <Pagination
        style={{ marginTop: 12 }}
        align="end"
        current={address.page}
        pageSize={PAGE_SIZE}
        total={found.data.total}
        showSizeChanger={false}
        showTotal={(total) => `共 ${total} 条`}
        onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
      />
    </>
  );
}
