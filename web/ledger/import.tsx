import { UploadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Modal, Upload } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { FaultyLines } from '../parts/faulty-lines.tsx';
import type { Imported } from './types.ts';

/** An Excel file is looked at first; what is wrong is said line by line, and only a file without a fault can be taken over. */
export function ImportLedger({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp();
  const [file, setFile] = useState<File | null>(null);
  const [looked, setLooked] = useState<Imported | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(chosen: File, preview: boolean) {
    setBusy(true);
    setProblem(null);
    const body = new FormData();
    body.set('file', chosen);
    try {
      const done = await http.post<Imported>(`/api/ledger/import?preview=${preview}`, body);
      if (preview) return setLooked(done);
      void message.success(`已导入：新增 ${done.added.length} 项，修改 ${done.changed.length} 项`);
      void queryClient.invalidateQueries({ queryKey: ['ledger'] });
      onClose();
    } catch (error) {
      setLooked(null);
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  const changes = looked ? looked.added.length + looked.changed.length : 0;

  return (
    <Modal open title="导入台账" onCancel={onClose} footer={null} width={640} destroyOnHidden>
      <p>
        请使用“导出
        Excel”得到的表格：修改的行保留编号，新增的行编号留空。状态、进度等列只供查看，不会导入。有一行有误，整个文件都不导入。
      </p>
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
                : `${looked.unchanged} 项都与台账一致，没有需要导入的内容`
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
