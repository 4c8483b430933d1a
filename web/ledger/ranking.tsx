import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { failed } from '../client/queries.ts';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { ranking } from './queries.ts';

/** Units by what became of the items that they led. */
export function Ranking() {
  const found = useQuery(ranking());
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  if (!found.data.items.length) return <Nothing>还没有交办的督查事项。</Nothing>;
  const number = (title: string, key: 'items' | 'closed' | 'late' | 'returned') => ({
    ...{ title, dataIndex: key, align: 'right' as const },
  });
  return (
    <>
      <p className="muted">按牵头事项的平均考评得分排列；得分相同的，逾期少的在前。逾期含本单位的签收、反馈和销号。</p>
      <ListTable
        rowKey="unit"
        dataSource={found.data.items}
        columns={[
          { title: '名次', key: 'rank', render: (_, __, at) => at + 1 },
          {
            title: '单位',
            key: 'unit',
            render: (_, rank) => <Link to={`/ledger?unit=${rank.unit}&role=lead`}>{rank.unitName}</Link>,
          },
          number('牵头事项', 'items'),
          number('已销号', 'closed'),
          number('逾期次数', 'late'),
          number('退回次数', 'returned'),
          {
            title: '平均得分',
            key: 'score',
            align: 'right',
            render: (_, { score, gradeName }) => (score === null ? '尚未考评' : `${score}（${gradeName}）`),
          },
        ]}
      />
    </>
  );
}
