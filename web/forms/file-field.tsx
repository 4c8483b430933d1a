import { CameraOutlined, DeleteOutlined, PaperClipOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Space, Upload } from 'antd';
import { useRef, useState } from 'react';
import type { Problem } from '../client/http.ts';
import type { FormComponent } from '../client/types.ts';
import { fileSize } from '../parts/format.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { useFormContext, type ControlProps, type KnownFile } from './context.ts';

/** Files go to the server at once; the value is the list of their ids. */
export function FileField({
  component,
  id,
  value,
  onChange,
  // A button cannot be required; the label says that the files are.
  'aria-required': _required,
  ...rest
}: ControlProps<string[]> & { component: FormComponent }) {
  const { files, upload, disabled, onUploading } = useFormContext();
  const [fresh, setFresh] = useState<KnownFile[]>([]);
  const [running, setRunning] = useState<string[]>([]);
  const [failed, setFailed] = useState<string | null>(null);
  // Several uploads may end between two renders.
  const ids = useRef<string[]>([]);
  ids.current = value ?? [];

  async function send(file: File) {
    setFailed(null);
    setRunning((names) => [...names, file.name]);
    onUploading(true);
    try {
      const known = await upload!(file);
      setFresh((all) => [...all, known]);
      ids.current = component.multiple ? [...ids.current, known.id] : [known.id];
      onChange?.(ids.current);
    } catch (error) {
      const problem = error as Problem;
      setFailed(`${file.name} 没有上传成功：${problem.detail || problem.message}`);
    } finally {
      setRunning((names) => names.filter((name) => name !== file.name));
      onUploading(false);
    }
  }

  const beforeUpload = (file: File) => {
    void send(file);
    return false;
  };
  const capture = component.properties?.capture as 'user' | 'environment' | undefined;
  const withCamera = useNarrow() && capture !== undefined;
  const nameOf = (fileId: string) => [...fresh, ...files].find((f) => f.id === fileId);
  return (
    <div>
      {!disabled && upload && (
        <Space wrap>
          {withCamera && (
            <Upload accept={component.accept} capture={capture} showUploadList={false} beforeUpload={beforeUpload}>
              <Button icon={<CameraOutlined />} loading={running.length > 0}>
                拍照
              </Button>
            </Upload>
          )}
          <Upload
            accept={component.accept || undefined}
            multiple={component.multiple}
            showUploadList={false}
            beforeUpload={beforeUpload}
          >
            <Button {...rest} id={id} icon={<UploadOutlined />} loading={running.length > 0}>
              选择文件
            </Button>
          </Upload>
          <span className="muted">每个至多 50 MB</span>
        </Space>
      )}
      {failed && (
        <div role="alert" className="form-fault">
          {failed}
        </div>
      )}
      {disabled && !value?.length && <span className="muted">未上传</span>}
      <ul className="file-list">
        {running.map((name) => (
          <li key={name}>正在上传 {name} …</li>
        ))}
        {(value ?? []).map((fileId) => (
          <li key={fileId}>
            <PaperClipOutlined aria-hidden />{' '}
            <a href={`/api/files/${fileId}`}>{nameOf(fileId)?.name ?? '已上传的文件'}</a>
            {nameOf(fileId) && <span className="muted"> {fileSize(nameOf(fileId)!.size)}</span>}
            {!disabled && (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={`移除 ${nameOf(fileId)?.name ?? '文件'}`}
                onClick={() => onChange?.((value ?? []).filter((other) => other !== fileId))}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
