import type { LevelBasis } from '../client/types.ts';
import { levelNames } from './labels.ts';

/** The level that decides, and the rule that says so. */
export function Level({ basis, level }: { basis: LevelBasis; level: string }) {
  const rules = basis.rules ?? [];
  return (
    <section className="panel" aria-labelledby="level-title">
      <h2 id="level-title">决策层级：{levelNames[level] ?? level}</h2>
      <ul className="level-rules">
        {rules.map((rule, i) => (
          <li key={i}>{rule.annotation}</li>
        ))}
      </ul>
      {basis.version !== undefined && <div className="muted">按规则第 {basis.version} 版判定</div>}
    </section>
  );
}
