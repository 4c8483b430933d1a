import { PageHelp } from '../help/page-help.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { AbsenceForm } from './absence-form.tsx';
import { AbsenceList } from './absence-list.tsx';
import { StateFilter } from './state-filter.tsx';
import './absence.css';

/** 我的代理: when I am away, who acts, and for whom I act. */
export function AbsencePage() {
  useTitle('我的代理');
  const address = useAddress();
  const state = address.get('state');
  return (
    <>
      <div className="page-head">
        <h1>我的代理</h1>
        <PageHelp />
      </div>
      <div className="absence-columns">
        <section className="panel" aria-labelledby="absences-title">
          <h2 id="absences-title">缺席与代理记录</h2>
          <FilterBar set={state ? 1 : 0}>
            <StateFilter value={state} onChange={(next) => address.set({ state: next })} />
          </FilterBar>
          <AbsenceList
            filter={{ scope: 'mine', state, q: '', page: address.page }}
            onPage={(page) => address.set({ page: page === 1 ? null : String(page) })}
            empty={state ? '没有符合筛选条件的安排。' : '您还没有缺席安排，也没有代他人办理。'}
          />
        </section>
        <section className="panel" aria-labelledby="new-absence-title">
          <h2 id="new-absence-title">设置缺席</h2>
          <AbsenceForm />
        </section>
      </div>
    </>
  );
}
