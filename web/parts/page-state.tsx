import { FileUnknownOutlined, LockOutlined, WarningOutlined } from '@ant-design/icons';
import { Button, Empty, Result, Spin } from 'antd';
import type { ReactNode } from 'react';
import { Problem } from '../client/http.ts';

export function Loading() {
  return (
    <div style={{ padding: 48, textAlign: 'center' }} role="status" aria-label="正在加载">
      <Spin />
    </div>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={children} />;
}

/** Says what happened, what to do and which number to quote. */
export function ProblemState({ error, retry, more }: { error: unknown; retry?: () => void; more?: ReactNode }) {
  const problem = error instanceof Problem ? error : new Problem(0, '页面出现问题', String(error));
  const icon =
    problem.status === 403 ? <LockOutlined /> : problem.status === 404 ? <FileUnknownOutlined /> : <WarningOutlined />;
  const advice =
    problem.status === 403
      ? '事项仅对参与办理的单位开放，确需查看的，请联系牵头单位；管理页面由相应岗位使用，职责有调整的，请联系安全管理员。'
      : problem.status === 404
        ? '请核对地址，或从“事项查询”中查找。'
        : '已填写并暂存的内容不受影响，请稍后重试。';
  return (
    <Result
      icon={icon}
      title={<h1 style={{ fontSize: 20, margin: 0 }}>{problem.message}</h1>}
      subTitle={
        <>
          {problem.detail && <div className="prose">{problem.detail}</div>}
          <div>{advice}</div>
          {problem.instance && <div className="muted">问题编号：{problem.instance}</div>}
        </>
      }
      extra={
        <>
          {retry && problem.status !== 403 && problem.status !== 404 && <Button onClick={retry}>重试</Button>}
          {more}
        </>
      }
    />
  );
}
