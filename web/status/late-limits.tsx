import { Link } from 'react-router';
import { When } from '../parts/when.tsx';
import type { Status } from './queries.ts';

export function LateLimits({ limits }: { limits: Status['lateLimits'] }) {
  return (
    <ul className="status-list">
      {limits.map((l) => (
        <li key={l.id ?? `${l.rung} ${l.at}`}>
          {l.caseId && <Link to={`/cases/${l.caseId}`}>{l.caseId}</Link>} {l.name}：{l.rungName}应于 <When at={l.at} />{' '}
          发出
        </li>
      ))}
    </ul>
  );
}
