import { Tabs } from 'antd';
import { PageHelp } from '../help/page-help.tsx';
import { NotYours } from '../parts/page-state.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { useSession } from '../shell/session.tsx';
import { AccountList } from './account-list.tsx';
import { Units } from './units.tsx';
import '../people/people.css';

/** 账户与单位, for the system administrator: who may sign in, and what the units are called. */
export function Accounts() {
  useTitle('账户与单位');
  const address = useAddress();
  const { may } = useSession();
  if (!may.manageAccounts) return <NotYours what="管理账户" whose="系统管理员" />;
  const tab = address.get('tab') === 'units' ? 'units' : 'accounts';
  return (
    <>
      <div className="page-head">
        <h1>账户与单位</h1>
        <PageHelp />
      </div>
      <div className="panel">
        <Tabs
          activeKey={tab}
          destroyOnHidden
          onChange={(key) => address.set({ tab: key === 'accounts' ? null : key, q: null, state: null, kind: null })}
          items={[
            { key: 'accounts', label: '账户', children: <AccountList /> },
            { key: 'units', label: '单位', children: <Units /> },
          ]}
        />
      </div>
    </>
  );
}
