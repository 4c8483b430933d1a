import { Alert } from 'antd';
import type { FieldError, Problem } from '../client/http.ts';

/** A refused act: what happened, that the input is still there, the number to quote. */
export function ProblemAlert({ problem, errors = [] }: { problem: Problem; errors?: FieldError[] }) {
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="gap"
      title={problem.message}
      description={
        <>
          {problem.detail && <div className="prose">{problem.detail}</div>}
          {errors.length > 0 && (
            <ul style={{ margin: 0, paddingLeft: 20 }}>
              {errors.map((e) => (
                <li key={`${e.path} ${e.message}`}>{e.message}</li>
              ))}
            </ul>
          )}
          {problem.status >= 500 && <div>您填写的内容仍在本页，请稍后重试。</div>}
          {problem.instance && <div className="muted">问题编号：{problem.instance}</div>}
        </>
      }
    />
  );
}
