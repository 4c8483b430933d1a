import { FileUnknownOutlined, LockOutlined, WarningOutlined } from '@ant-design/icons';
import { Button, Empty, Result, Spin } from 'antd';
import type { ReactNode } from 'react';
import { Problem } from '../client/http.ts';

/** `as`: class of what will stand here, so that what is below stays where it is when it comes, also while it is being pressed. */
export function Loading({ as }: { as?: string }) {
  return (
    <div
      className={as}
      style={as ? { display: 'grid', placeItems: 'center' } : { padding: 48, textAlign: 'center' }}
      role="status"
      aria-label="正在加载"
    >
      <Spin />
    </div>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={children} />;
}

/** In place of a page that is the business of other posts (`whose`, as 系统管理员); `what`: as 管理账户. */
export const NotYours = ({ what, whose }: { what: string; whose: string }) => (
  <ProblemState
    error={new Problem(403, `没有${what}的权限`, `此页由${whose}使用，需要办理其中事务的，请联系${whose}。`)}
  />
);

/** Says what happened, what to do and which number to quote. */
export function ProblemState({ error, retry, more }: { error: unknown; retry?: () => void; more?: ReactNode }) {
  const problem = error instanceof Problem ? error : new Problem(0, '页面出现问题', String(error));
  const icon =
    problem.status === 403 ? <LockOutlined /> : problem.status === 404 ? <FileUnknownOutlined /> : <WarningOutlined />;
  const advice =
    problem.status === 403
      ? '您的岗位或职责有调整的，请联系安全管理员更新任职。'
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
