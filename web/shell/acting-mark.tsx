import { SwapOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import type { Represented } from '../client/types.ts';
import { query } from '../client/http.ts';

/** Always in view while somebody stands in: for whom; leads to what is to be done for them. */
export function ActingMark({ represents }: { represents: Represented[] }) {
  const posts = [...new Map(represents.map((r) => [r.post, r.postName]))];
  const [first, ...more] = posts;
  if (!first) return null;
  const whole = posts.map(([, name]) => name).join('、');
  const to = `/tasks${query({ view: 'all', onBehalfOf: more.length ? '' : first[0] })}`;
  return (
    <Link to={to} className="top-acting" title={`代 ${whole} 办理`} aria-label={`代 ${whole} 办理，查看代办任务`}>
      <SwapOutlined aria-hidden="true" />
      <span className="top-acting-short" aria-hidden="true">
        代办
      </span>
      <span className="top-acting-name">
        代 {first[1]}
        {more.length > 0 && ` 等 ${posts.length} 个岗位`}
        <span className="top-acting-long"> 办理</span>
      </span>
    </Link>
  );
}
