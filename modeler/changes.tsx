import { changeNames, typeName } from './labels.ts';
import type { Change, LimitChange } from './types.ts';

/** What differs, in words; choosing one shows its element. */
export function Changes({ changes, onShow }: { changes: Change[]; onShow?: (change: Change) => void }) {
  if (!changes.length) return <p>两个版本没有差别。</p>;
  return (
    <ul className="changes">
      {changes.map((change) => {
        const text = (
          <>
            <span className={`change-legend change-legend-${change.kind}`} aria-hidden="true" />
            <strong>{changeNames[change.kind]}</strong> {typeName(change.type)} “
            {change.elementName || change.elementId}”
          </>
        );
        return (
          <li key={`${change.kind} ${change.elementId}`}>
            {onShow && !change.file ? (
              <button type="button" className="finding" onClick={() => onShow(change)}>
                {text}
              </button>
            ) : (
              text
            )}
            {change.details.length > 0 && (
              <ul>
                {change.details.map(({ label, before, after }) => (
                  <li key={label}>
                    {label}：<del>{before ?? '（无）'}</del> → <ins>{after ?? '（无）'}</ins>
                  </li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}

const days = (limit: LimitChange['before']) => {
  if (!limit) return '没有时限';
  return /^\d+$/.test(limit.workingDaysText)
    ? `${limit.workingDaysText} 个工作日`
    : `按办理情况：${limit.workingDaysText}`;
};

/** Which limits differ, as they would be said aloud. */
export function LimitChanges({ limits }: { limits: LimitChange[] }) {
  if (!limits.length) return <p>各环节的时限都不变。</p>;
  return (
    <ul className="changes">
      {limits.map((l) => (
        <li key={`${l.obligation} ${l.name}`}>
          {l.name}：<del>{days(l.before)}</del> → <ins>{days(l.after)}</ins>
          {l.before && l.after && l.before.startsAt !== l.after.startsAt && <div>起算时间改变</div>}
          {l.before && l.after && l.before.legalBasis !== l.after.legalBasis && (
            <div>
              依据：<del>{l.before.legalBasis}</del> → <ins>{l.after.legalBasis}</ins>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
