import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { CaseDetail } from '../client/types.ts';
import { type Act, ACTS, limitsFor } from './acts.ts';
import { MoveDialog } from './move-dialog.tsx';

/** 中止计时, 恢复计时, 延长: for the head of the unit that leads the procedure. */
export function MoveLimits({ detail }: { detail: CaseDetail }) {
  const [act, setAct] = useState<Act | null>(null);
  const possible = (Object.keys(ACTS) as Act[]).filter((a) => limitsFor(a, detail.deadlines).length > 0);
  if (possible.length === 0 && act === null) return null;
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: possible.map((key) => ({ key, label: ACTS[key].title })),
          onClick: ({ key }) => setAct(key as Act),
        }}
      >
        <Button>
          调整时限 <DownOutlined />
        </Button>
      </Dropdown>
      {act && <MoveDialog act={act} caseId={detail.id} deadlines={detail.deadlines} close={() => setAct(null)} />}
    </>
  );
}
