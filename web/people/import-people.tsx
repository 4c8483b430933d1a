import { UploadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Modal, Table, Upload } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { FaultyLines } from '../parts/faulty-lines.tsx';

type Kind = 'units' | 'accounts' | 'holders';
interface Imported {
  added: string[];
  changed: string[];
  unchanged: number;
  passwords: { username: string; password: string }[];
}
const TITLES: Record<Kind, string> = { units: '单位', accounts: '账户', holders: '任职' };
const SAID: Record<Kind, string> = {
  units: '新单位填写编号和名称；改名、合并请在本页办理，不由导入。',
  accounts: '新账户得到只显示一次的初始密码；已有账户只更新姓名。',
  holders: '每行是一人在一个岗位的一段任职，离任日期当日起不再任职。表中没有的任职不变。',
};

/** An Excel file of units, accounts or holders: looked at first, taken over only without a fault. */
export function ImportPeople({ kind, onClose }: { kind: Kind; onClose: () => void }) {
  const { message } = App.useApp();
  const [file, setFile] = useState<File | null>(null);
  const [looked, setLooked] = useState<Imported | null>(null);
  const [done, setDone] = useState<Imported | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(chosen: File, preview: boolean) {
    setBusy(true);
    setProblem(null);
    const body = new FormData();
    body.set('file', chosen);
    try {
      const answer = await http.post<Imported>(`/api/people/${kind}/import?preview=${preview}`, body);
      if (preview) return setLooked(answer);
      void message.success(`已导入：新增 ${answer.added.length} 项，修改 ${answer.changed.length} 项`);
      for (const key of ['accounts', 'units', 'posts', 'people'])
        void queryClient.invalidateQueries({ queryKey: [key] });
      if (answer.passwords.length) setDone(answer);
      else onClose();
    } catch (error) {
      setLooked(null);
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  const changes = looked ? looked.added.length + looked.changed.length : 0;

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
        <Table
          size="small"
          rowKey="username"
          pagination={false}
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
    <Modal open title={`导入${TITLES[kind]}`} onCancel={onClose} footer={null} width={640} destroyOnHidden>
      <p>请使用“导出 Excel”得到的表格。{SAID[kind]}有一行有误，整个文件都不导入；同一文件再次导入不会有变化。</p>
      <Upload
        accept=".xlsx"
        showUploadList={false}
        beforeUpload={(chosen) => {
          setFile(chosen);
          void send(chosen, true);
          return false;
        }}
      >
        <Button icon={<UploadOutlined />} loading={busy}>
          选择 Excel 文件
        </Button>
      </Upload>
      {file && <span className="muted"> {file.name}</span>}
      <div style={{ height: 12 }} />
      {problem && <FaultyLines problem={problem} />}
      {looked && (
        <div className="gap" aria-live="polite">
          <Alert
            type={changes ? 'info' : 'warning'}
            showIcon
            title={
              changes
                ? `将新增 ${looked.added.length} 项、修改 ${looked.changed.length} 项，${looked.unchanged} 项不变`
                : `${looked.unchanged} 项都与现有的一致，没有需要导入的内容`
            }
          />
          <Button
            type="primary"
            block
            className="gap"
            disabled={!changes || !file}
            loading={busy}
            onClick={() => file && void send(file, false)}
          >
            确认导入
          </Button>
        </div>
      )}
    </Modal>
  );
}
