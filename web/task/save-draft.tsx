import { App, Button } from 'antd';

/** Keeps at once what is typed, and says so. */
export function SaveDraft({ save }: { save: () => Promise<boolean> }) {
  const { message } = App.useApp();
  const saved = (ok: boolean) => (ok ? message.success('已暂存') : message.error('没有暂存成功，请稍后重试'));
  return <Button onClick={() => void save().then(saved)}>暂存</Button>;
}
