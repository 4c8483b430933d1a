import { Alert } from 'antd';
import type { Problem } from '../client/http.ts';

const MOST_SHOWN = 50;

/** What is wrong in an imported file, line by line. */
export function FaultyLines({ problem }: { problem: Problem }) {
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="gap"
      title={problem.errors.length ? `有 ${problem.errors.length} 处需要修改，没有导入` : problem.message}
      description={
        problem.errors.length ? (
          <ul style={{ margin: 0, paddingLeft: 20, maxHeight: 260, overflow: 'auto' }} tabIndex={0}>
            {problem.errors.slice(0, MOST_SHOWN).map(({ path, message: said }, at) => (
              <li key={at}>
                {path}：{said}
              </li>
            ))}
            {problem.errors.length > MOST_SHOWN && <li>其余 {problem.errors.length - MOST_SHOWN} 处修改后再看。</li>}
          </ul>
        ) : (
          problem.detail
        )
      }
    />
  );
}
