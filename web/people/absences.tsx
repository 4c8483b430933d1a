import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { AbsenceForm } from '../absence/absence-form.tsx';
import { AbsenceList } from '../absence/absence-list.tsx';
import { StateFilter } from '../absence/state-filter.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useAddress } from '../parts/use-address.ts';

/** Everybody's absences. */
export function Absences() {
  const address = useAddress();
  const [open, setOpen] = useState(false);
  const filter = { scope: 'all' as const, state: address.get('state'), q: address.get('q'), page: address.page };
  return (
    <>
      <FilterBar
        set={setAmong({ q: filter.q, state: filter.state })}
        acts={
          <Button type="primary" onClick={() => setOpen(true)}>
            代为设置缺席
          </Button>
        }
      >
        <SearchBox value={filter.q} label="缺席人员或代理人" onSearch={(q) => address.set({ q })} />
        <StateFilter value={filter.state} onChange={(state) => address.set({ state })} />
      </FilterBar>
      <AbsenceList
        filter={filter}
        onPage={(page) => address.set({ page: page === 1 ? null : String(page) })}
        empty={filter.q || filter.state ? '没有符合筛选条件的安排。' : '还没有缺席安排。'}
      />
      <Drawer open={open} onClose={() => setOpen(false)} size={480} title="代为设置缺席" destroyOnHidden>
        <AbsenceForm others onDone={() => setOpen(false)} />
      </Drawer>
    </>
  );
}
