import { Button, Result } from 'antd';
import { useRouteError } from 'react-router';

/** What remains when a page itself fails, or its chunk is gone after an update. */
export function PageBroken() {
  const error = useRouteError();
  return (
    <Result
      status="warning"
      title={<h1 style={{ fontSize: 20, margin: 0 }}>页面没有能够显示</h1>}
      subTitle={`系统可能刚刚更新，请刷新后重试。${error instanceof Error ? `（${error.message}）` : ''}`}
      extra={
        <Button type="primary" onClick={() => window.location.reload()}>
          刷新
        </Button>
      }
    />
  );
}
