import { Tabs } from 'antd';
import { PageHelp } from '../help/page-help.tsx';
import { NotYours } from '../parts/page-state.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { useSession } from '../shell/session.tsx';
import { Absences } from './absences.tsx';
import { Posts } from './posts.tsx';
import '../absence/absence.css';
import './people.css';

/** 岗位与代理, for the security administrator: who holds which post, and who is away. */
export function People() {
  useTitle('岗位与代理');
  const address = useAddress();
  const { may } = useSession();
  if (!may.managePeople) return <NotYours what="管理岗位任职" whose="安全管理员" />;
  const tab = address.get('tab') === 'absences' ? 'absences' : 'posts';
  return (
    <>
      <div className="page-head">
        <h1>岗位与代理</h1>
        <PageHelp />
      </div>
      <div className="panel">
        <Tabs
          activeKey={tab}
          destroyOnHidden
          onChange={(key) =>
            address.set({ tab: key === 'posts' ? null : key, q: null, unit: null, state: null, post: null })
          }
          items={[
            { key: 'posts', label: '岗位任职', children: <Posts /> },
            { key: 'absences', label: '缺席与代理', children: <Absences /> },
          ]}
        />
      </div>
    </>
  );
}
