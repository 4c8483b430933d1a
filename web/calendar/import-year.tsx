import { UploadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Input, InputNumber, Modal, Space, Upload } from 'antd';
import { useMemo, useState } from 'react';
import { EditFlow } from './edit-flow.tsx';
import { decodeFile, readNotice, type LineFault } from './notice-text.ts';

const EXAMPLE = (year: number) =>
  [`${year}-01-01,休,元旦`, `${year}-10-01~${year}-10-07,休,国庆节`, `${year}-10-09,班,国庆节`].join('\n');
// Far more than any notice of a year.
const MOST_BYTES = 100_000;

/** A year's notice, pasted or from a file: checked line by line, its consequences looked at, then taken over. */
export function ImportYear({
  year: first,
  published,
  onClose,
}: {
  year: number;
  published: ReadonlySet<number>;
  onClose: () => void;
}) {
  const { message } = App.useApp();
  const [year, setYear] = useState(first);
  const [text, setText] = useState('');
  const [source, setSource] = useState('');
  const read = useMemo(() => readNotice(text, year), [text, year]);
  const named = source.trim().length >= 2;
  const ready = text.trim() !== '' && read.faults.length === 0 && named;
  const off = read.days.filter((d) => !d.works).length;

  async function take(file: File) {
    if (file.size > MOST_BYTES) void message.error('文件过大：一年的放假安排不会超过 100 KB');
    else setText(decodeFile(await file.arrayBuffer()));
  }

  return (
    <Modal open style={{ top: 48 }} onCancel={onClose} footer={null} width={760} title="导入放假安排" destroyOnHidden>
      <EditFlow
        path={`/api/calendar/${year}`}
        body={ready ? { source: source.trim(), days: read.days } : null}
        confirmText={published.has(year) ? `确认替换 ${year} 年安排` : `确认公布 ${year} 年安排`}
        where={(path) => {
          const line = read.lines[Number(/^days\.(\d+)/.exec(path)?.[1])];
          return line ? `第 ${line} 行：` : '';
        }}
        onDone={() => {
          void message.success(`${year} 年放假安排已导入，涉及的时限已重新计算`);
          onClose();
        }}
      >
        <Space wrap align="end" className="gap">
          <label className="edit-field">
            <span>年度</span>
            <InputNumber min={1900} max={2999} precision={0} value={year} onChange={(y) => setYear(y ?? first)} />
          </label>
          <label className="edit-field">
            <span>来源（文号）</span>
            <Input
              value={source}
              onChange={(event) => setSource(event.target.value)}
              maxLength={200}
              placeholder="国务院办公厅通知的文号"
              style={{ width: 320, maxWidth: '80vw' }}
            />
          </label>
          <Upload accept=".csv,.txt,.json" showUploadList={false} beforeUpload={(file) => (void take(file), false)}>
            <Button icon={<UploadOutlined />}>选择文件（CSV、JSON）</Button>
          </Upload>
        </Space>
        {published.has(year) && (
          <Alert
            type="info"
            showIcon
            className="gap"
            title={`${year} 年已有安排，导入后整年替换；原安排留在修改记录中，本区例外不受影响。`}
          />
        )}
        <label className="edit-field">
          <span>与周一至周五不同的日子：每行 日期（或起止日期）、休或班、节日名称；也可以粘贴表格或 JSON</span>
          <Input.TextArea
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={8}
            maxLength={MOST_BYTES}
            placeholder={EXAMPLE(year)}
            className="edit-text"
            status={text && read.faults.length ? 'error' : ''}
          />
        </label>
        {text && (
          <div aria-live="polite">
            <Faults title="需要修改" type="error" faults={read.faults} />
            <Faults title="请核对" type="warning" faults={read.doubts} />
            {read.faults.length === 0 && (
              <p className="edit-count">
                共 {read.days.length} 天：休 {off} 天、班 {read.days.length - off} 天。
                {!named && '请填写来源（文号）。'}
              </p>
            )}
          </div>
        )}
      </EditFlow>
    </Modal>
  );
}

function Faults({ title, type, faults }: { title: string; type: 'error' | 'warning'; faults: LineFault[] }) {
  if (!faults.length) return null;
  return (
    <Alert
      type={type}
      showIcon
      className="gap"
      title={`${title}：${faults.length} 处`}
      description={
        <ul className="edit-days">
          {faults.slice(0, 20).map((f, i) => (
            <li key={i}>
              第 {f.line} 行：{f.message}
            </li>
          ))}
          {faults.length > 20 && <li>另有 {faults.length - 20} 处</li>}
        </ul>
      }
    />
  );
}
