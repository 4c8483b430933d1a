import { When } from '../parts/when.tsx';
import type { LimitDetail, Rung } from './types.ts';

const said = (r: Rung, round: number) => {
  if (!r.raisedAt) return '待发出';
  const when = r.round === round ? '已发出' : `第 ${r.round} 轮已发出`;
  return r.revokedAt ? `${when}，已撤回` : when;
};

/** The ladder: what has been raised and what would come next, each with who hears of it. */
export function Rungs({ limit }: { limit: LimitDetail }) {
  const all = [...limit.rungs, ...limit.coming];
  if (all.length === 0) return <p className="muted">没有已发出或将发出的提醒。</p>;
  return (
    <div className="scroll-x">
      <table className="plain-table rungs">
        <thead>
          <tr>
            <th scope="col">提醒</th>
            <th scope="col">时间</th>
            <th scope="col">对象</th>
            <th scope="col">情况</th>
          </tr>
        </thead>
        <tbody>
          {all.map((r) => (
            <tr key={`${r.round} ${r.rung} ${r.at} ${r.raisedAt}`} className={r.raisedAt ? undefined : 'muted'}>
              <td className="nowrap">{r.name}</td>
              <td>{r.at && <When at={r.at} />}</td>
              <td>{r.recipientNames.join('、') || '未指定'}</td>
              <td className="nowrap">{said(r, limit.round)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
