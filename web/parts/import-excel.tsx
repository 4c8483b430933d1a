import { UploadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Modal, Upload } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { FaultyLines } from './faulty-lines.tsx';

export interface Imported {
  added: string[];
  changed: string[];
  unchanged: number;
}

interface Props<T extends Imported> {
  title: string;
  hint: string;
  /** Takes the file as `file`; with `?preview=true` it only says what would change. */
  address: string;
  /** What nothing new agrees with: 现有的, 台账. */
  likeWhat: string;
  onImported: (answer: T) => void;
  onClose: () => void;
}

/** An Excel file is looked at first; what is wrong is said line by line, and only a file without a fault can be taken over. */
export function ImportExcel<T extends Imported>({ title, hint, address, likeWhat, onImported, onClose }: Props<T>) {
  const { message } = App.useApp();
  const [file, setFile] = useState<File | null>(null);
  const [looked, setLooked] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(chosen: File, preview: boolean) {
    setBusy(true);
    setProblem(null);
    const body = new FormData();
    body.set('file', chosen);
    try {
      const answer = await http.post<T>(`${address}?preview=${preview}`, body);
      if (preview) return setLooked(answer);
      void message.success(`已导入：新增 ${answer.added.length} 项，修改 ${answer.changed.length} 项`);
      onImported(answer);
    } catch (error) {
      setLooked(null);
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  const changes = looked ? looked.added.length + looked.changed.length : 0;

  return (
    <Modal open title={title} onCancel={onClose} footer={null} width={640} destroyOnHidden>
      <p>{hint}</p>
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
                : `${looked.unchanged} 项都与${likeWhat}一致，没有需要导入的内容`
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
