import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Tooltip } from 'antd';
import { useState } from 'react';
import { problemOf } from '../client/http.ts';

const MOST_EXPORTED = 10_000;

/** Downloads exactly what is filtered as a file. */
export function ExportButton({
  address,
  total,
  label = '导出 Excel',
}: {
  address: string;
  total: number;
  label?: string;
}) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const tooMany = total > MOST_EXPORTED;

  async function download() {
    setBusy(true);
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw await problemOf(answer);
      const name = /filename="?([^";]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = name ?? 'export.xlsx';
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      const { detail, message: title } = error as { detail?: string; message: string };
      void message.error(detail || title);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Tooltip title={tooMany ? `一次至多导出 ${MOST_EXPORTED} 条，请缩小筛选范围` : '导出当前筛选结果'}>
      <Button
        icon={<DownloadOutlined />}
        loading={busy}
        disabled={total === 0 || tooMany}
        onClick={() => void download()}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
