import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Checkbox, Pagination, Select, Tabs } from 'antd';
import { failed, PAGE_SIZE, queries, type TaskFilter } from '../client/queries.ts';
import type { Task, TaskView } from '../client/types.ts';
import { Hint } from '../help/hint.tsx';
import { PageHelp } from '../help/page-help.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ReportChoice } from '../parts/report-choice.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { useTitle } from '../parts/use-title.ts';
import { useSession } from '../shell/session.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { InPlaceOf } from './in-place-of.tsx';
import { KeptFilters } from './kept-filters.tsx';
import { ListSettings } from './list-settings.tsx';
import './tasks.css';
import { TaskCards } from './task-cards.tsx';
import { TaskTable } from './task-table.tsx';

// Figures of 统计报表 ask for more than the filters on the page; `of` for what others have done too.
const MORE = ['unit', 'person', 'element', 'endedFrom', 'endedTo', 'late'];
const NO_MORE = Object.fromEntries([...MORE, 'of'].map((name) => [name, null]));

const VIEWS = ['mine', 'claimable', 'all'];

const empty: Record<string, string> = {
  mine: '没有待您办理的任务。',
  claimable: '没有可领取的任务。新任务到达时会自动出现在这里。',
  all: '没有可查看的待办任务。',
  done: '还没有办结的任务。',
};

/** Of the list that shows only his. */
const nameOfPerson = (tasks: Task[] | undefined, person: string): string =>
  tasks?.find((t) => t.assignee === person)?.assigneeName ?? person;

/** 我的待办 */
export function Tasks() {
  useTitle('我的待办');
  const address = useAddress();
  const narrow = useNarrow();
  const tab = address.get('view') || 'mine';
  const view = useQuery(queries.taskListView()).data;
  const [chosen, setChosen] = useState<string[]>([]);
  const processes = useQuery(queries.processes()).data?.items ?? [];
  const filter: TaskFilter = {
    view: VIEWS.includes(tab) ? (tab as TaskView) : address.get('of') === 'all' ? 'all' : 'mine',
    done: tab === 'done',
    case: address.get('case'),
    overdue: address.get('overdue') === 'true',
    q: address.get('q'),
    onBehalfOf: address.get('onBehalfOf'),
    process: address.get('process'),
    more: address.some(MORE),
    sort: tab === 'done' ? undefined : view?.sort,
    page: address.page,
  };
  const tasks = useQuery(queries.tasks(filter));
  const counts = useQuery(queries.taskCounts()).data;
  const { represents } = useSession().user;
  const more = Object.keys(filter.more ?? {}).length > 0;
  const filtered = Boolean(filter.case || filter.overdue || filter.q || filter.onBehalfOf || filter.process || more);
  const label = (text: string, count?: number) => (count === undefined ? text : `${text}（${count}）`);

  return (
    <>
      <div className="page-head">
        <h1>我的待办</h1>
        <PageHelp />
      </div>
      <div className="panel">
        <div className="task-tabs">
          <Tabs
            activeKey={tab}
            onChange={(key) => {
              setChosen([]);
              address.set({ view: key === 'mine' ? null : key, ...NO_MORE });
            }}
            items={[
              { key: 'mine', label: label('待我办理', counts?.mine) },
              { key: 'claimable', label: label('可领取', counts?.claimable) },
              { key: 'all', label: label('全部', counts?.all) },
              { key: 'done', label: '已办' },
            ]}
          />
          {/* On a phone the tabs take the whole width; 本页说明 says the same. */}
          {!narrow && (
            <Hint className="task-tabs-hint" label="各页签是什么" title="各页签">
              <dl>
                <dt>待我办理</dt>
                <dd>您已领取，或者指定由您办理的；您代理的人已领取的也在这里。</dd>
                <dt>可领取</dt>
                <dd>本岗位和您代理的岗位尚无人领取的；领取后由您办理，别人不能再办。</dd>
                <dt>全部</dt>
                <dd>您可以查看的全部待办，包括他人已领取的。</dd>
                <dt>已办</dt>
                <dd>您办结的，包括代别人办结的。</dd>
                <dt>代理</dt>
                <dd>别人缺席、由您代办的；“本人和代理的任务”可以只留下代谁的。</dd>
              </dl>
            </Hint>
          )}
        </div>
        <FilterBar
          set={setAmong({
            q: filter.q,
            overdue: filter.overdue,
            process: filter.process,
            onBehalfOf: filter.onBehalfOf,
            case: filter.case,
            ...filter.more,
          })}
          total={tasks.data?.total}
        >
          <SearchBox value={filter.q} label="任务、事项名称或编号" onSearch={(q) => address.set({ q })} />
          {!filter.done && (
            <Checkbox
              checked={filter.overdue}
              onChange={(event) => address.set({ overdue: event.target.checked ? 'true' : null })}
            >
              只看超期
            </Checkbox>
          )}
          <Select
            aria-label="流程"
            placeholder="全部流程"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: 180 }}
            value={filter.process || undefined}
            options={processes.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(process: string | undefined) => address.set({ process: process ?? null })}
          />
          <InPlaceOf
            represents={represents}
            value={filter.onBehalfOf}
            onChange={(onBehalfOf) => address.set({ onBehalfOf })}
          />
          <ReportChoice
            get={address.get}
            unit="办理单位"
            dates={[['办结', 'endedFrom', 'endedTo']]}
            others={[
              more && address.get('person') && `人员 ${nameOfPerson(tasks.data?.items, address.get('person'))}`,
              more && address.get('element') && `环节 ${tasks.data?.items[0]?.name ?? address.get('element')}`,
              address.get('late') === 'true' && '超期办结',
              filter.done && filter.view === 'all' && '含他人办结',
            ]}
          />
          {filter.case && <span>只看事项 {filter.case}</span>}
          {filtered && (
            <Button
              type="link"
              size="small"
              onClick={() =>
                address.set({ q: null, overdue: null, case: null, onBehalfOf: null, process: null, ...NO_MORE })
              }
            >
              清除筛选
            </Button>
          )}
          {!narrow && <ListSettings view={view ?? {}} />}
        </FilterBar>
        <KeptFilters
          present={{
            view: filter.view,
            ...(filter.q ? { q: filter.q } : {}),
            ...(filter.overdue ? { overdue: true } : {}),
            ...(filter.process ? { process: filter.process } : {}),
          }}
          filtered={filtered && !filter.done && !more}
          choose={(kept) =>
            address.set({
              view: !kept.view || kept.view === 'mine' ? null : kept.view,
              q: kept.q ?? null,
              overdue: kept.overdue ? 'true' : null,
              process: kept.process ?? null,
              case: null,
              onBehalfOf: null,
            })
          }
        />
        {/* Also when the list is empty now: it says what became of what was chosen. */}
        {!narrow && (
          <BulkBar
            chosen={(tasks.data?.items ?? []).filter((t) => chosen.includes(t.key))}
            clear={() => setChosen([])}
          />
        )}
        {failed(tasks) ? (
          <ProblemState error={tasks.error} retry={() => void tasks.refetch()} />
        ) : tasks.isPending ? (
          <Loading />
        ) : tasks.data.items.length === 0 ? (
          <Nothing>
            <p>{filtered ? '没有符合筛选条件的任务。' : (empty[tab] ?? empty.mine)}</p>
            {!filtered && tab === 'mine' && Boolean(counts?.claimable) && (
              <Button onClick={() => address.set({ view: 'claimable' })}>查看可领取的 {counts?.claimable} 项</Button>
            )}
          </Nothing>
        ) : (
          <>
            {narrow ? (
              <TaskCards tasks={tasks.data.items} done={filter.done} />
            ) : (
              <TaskTable
                tasks={tasks.data.items}
                done={filter.done}
                view={view ?? {}}
                chosen={chosen}
                choose={setChosen}
              />
            )}
            <Pagination
              style={{ marginTop: 12 }}
              align="end"
              current={address.page}
              pageSize={PAGE_SIZE}
              total={tasks.data.total}
              showSizeChanger={false}
              hideOnSinglePage
              showTotal={(total) => `共 ${total} 项`}
              onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
            />
          </>
        )}
      </div>
    </>
  );
}
