import { useQuery } from '@tanstack/react-query';
import { Button, Pagination, Select, Tabs } from 'antd';
import { failed, PAGE_SIZE, queries } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ReportChoice } from '../parts/report-choice.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { attributions, cardStates } from './card-state.tsx';
import { RedTable } from './red-table.tsx';
import { YellowTable } from './yellow-table.tsx';

const options = (names: Record<string, string>) => Object.entries(names).map(([value, label]) => ({ value, label }));

/** 红黄牌: for who supervises and for the units themselves. */
export function Cards() {
  useTitle('红黄牌');
  const address = useAddress();
  const yellow = address.get('kind') === 'yellow';
  const filter = {
    state: yellow ? '' : address.get('state'),
    attribution: yellow ? '' : address.get('attribution'),
    unit: address.get('unit'),
    process: address.get('process'),
    issuedFrom: address.get('issuedFrom'),
    issuedTo: address.get('issuedTo'),
    page: address.page,
  };
  const red = useQuery({ ...queries.cards(filter), enabled: !yellow });
  const warned = useQuery({ ...queries.yellowCards(filter), enabled: yellow });
  const cards = yellow ? warned : red;
  const units = useQuery(queries.units()).data?.items ?? [];
  const processes = useQuery(queries.processes()).data?.items ?? [];
  const filtered = Boolean(
    filter.state || filter.attribution || filter.unit || filter.process || filter.issuedFrom || filter.issuedTo,
  );
  const choice = (name: 'state' | 'attribution' | 'unit' | 'process', label: string, width: number, list: object[]) => (
    <Select
      aria-label={label}
      placeholder={`全部${label}`}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width }}
      value={filter[name] || undefined}
      options={list}
      onChange={(value: string | undefined) => address.set({ [name]: value ?? null })}
    />
  );

  return (
    <>
      <div className="page-head">
        <h1>红黄牌</h1>
        <PageHelp />
      </div>
      <div className="panel">
        <Tabs
          activeKey={yellow ? 'yellow' : 'red'}
          onChange={(key) => address.set({ kind: key === 'yellow' ? key : null })}
          items={[
            { key: 'red', label: '红牌（超期）' },
            { key: 'yellow', label: '黄牌（预警）' },
          ]}
        />
        <FilterBar set={setAmong({ ...filter, page: false })} total={cards.data?.total}>
          {!yellow && choice('state', '状态', 130, options(cardStates))}
          {choice(
            'unit',
            '责任单位',
            200,
            units.map((u) => ({ value: u.id, label: u.name })),
          )}
          {choice(
            'process',
            '流程',
            200,
            processes
              .filter((p) => yellow || p.id !== 'overdue-escalation')
              .map((p) => ({ value: p.id, label: p.name })),
          )}
          {!yellow && choice('attribution', '责任归属', 140, options(attributions))}
          <ReportChoice get={address.get} dates={[['发牌', 'issuedFrom', 'issuedTo']]} />
          {filtered && (
            <Button
              type="link"
              size="small"
              onClick={() =>
                address.set({
                  state: null,
                  attribution: null,
                  unit: null,
                  process: null,
                  issuedFrom: null,
                  issuedTo: null,
                })
              }
            >
              清除筛选
            </Button>
          )}
        </FilterBar>
        {failed(cards) ? (
          <ProblemState error={cards.error} retry={() => void cards.refetch()} />
        ) : cards.isPending ? (
          <Loading />
        ) : cards.data.items.length === 0 ? (
          <Nothing>{filtered ? '没有符合筛选条件的红黄牌。' : yellow ? '没有黄牌。' : '没有红牌。'}</Nothing>
        ) : (
          <>
            {yellow ? <YellowTable cards={warned.data?.items ?? []} /> : <RedTable cards={red.data?.items ?? []} />}
            <Pagination
              style={{ marginTop: 12 }}
              align="end"
              current={address.page}
              pageSize={PAGE_SIZE}
              total={cards.data.total}
              showSizeChanger={false}
              showTotal={(total) => `共 ${total} 张`}
              onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
            />
          </>
        )}
      </div>
    </>
  );
}
