import { Alert } from 'antd';
import type { FieldError, Problem } from '../client/http.ts';

/** A refused act: what happened, that the input is still there, the number to quote. */
export function ProblemAlert({ problem, errors = [] }: { problem: Problem; errors?: FieldError[] }) {
  // The server's sentence ends with the first fault: one is said by it, of several the list says them all.
  const [first] = errors;
  const said = first !== undefined && problem.detail?.endsWith(first.message);
  const listed = said && errors.length === 1 ? [] : errors;
  const detail = said && errors.length > 1 ? problem.detail?.slice(0, -first.message.length) : problem.detail;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="gap"
      title={problem.message}
      description={
        <>
          {detail && <div className="prose">{detail}</div>}
          {listed.length > 0 && (
            <ul style={{ margin: 0, paddingLeft: 20 }}>
              {listed.map((e) => (
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
