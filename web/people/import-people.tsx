import { Button, Modal } from 'antd';
import { useState } from 'react';
import { queryClient } from '../client/queries.ts';
import { ImportExcel, type Imported } from '../parts/import-excel.tsx';
import { ListTable } from '../parts/list-table.tsx';

type Kind = 'units' | 'accounts' | 'holders';
interface ImportedPeople extends Imported {
  passwords: { username: string; password: string }[];
}
const TITLES: Record<Kind, string> = { units: '单位', accounts: '账户', holders: '任职' };
const SAID: Record<Kind, string> = {
  units: '新单位填写编号和名称；改名、合并请在本页办理，不由导入。',
  accounts: '新账户得到只显示一次的初始密码；已有账户只更新姓名。',
  holders: '每行是一人在一个岗位的一段任职，离任日期当日起不再任职。表中没有的任职不变。',
};

/** An Excel file of units, accounts or holders; of new accounts the first passwords are shown once. */
export function ImportPeople({ kind, onClose }: { kind: Kind; onClose: () => void }) {
  const [done, setDone] = useState<ImportedPeople | null>(null);

  if (done)
    return (
      <Modal
        open
        title="初始密码（只显示这一次）"
        closable={false}
        footer={
          <Button type="primary" onClick={onClose}>
            已妥善保存
          </Button>
        }
      >
        <p>请当面或用可靠的方式交给本人。首次登录须修改。</p>
        <ListTable
          rowKey="username"
          scroll={{ y: 320 }}
          dataSource={done.passwords}
          columns={[
            { title: '用户名', dataIndex: 'username' },
            { title: '初始密码', dataIndex: 'password' },
          ]}
        />
      </Modal>
    );
  return (
    <ImportExcel<ImportedPeople>
      title={`导入${TITLES[kind]}`}
      hint={`请使用“导出 Excel”得到的表格。${SAID[kind]}有一行有误，整个文件都不导入；同一文件再次导入不会有变化。`}
      address={`/api/people/${kind}/import`}
      likeWhat="现有的"
      onImported={(answer) => {
        for (const key of ['accounts', 'units', 'posts', 'people'])
          void queryClient.invalidateQueries({ queryKey: [key] });
        if (answer.passwords.length) setDone(answer);
        else onClose();
      }}
      onClose={onClose}
    />
  );
}
