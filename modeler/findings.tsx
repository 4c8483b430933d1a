import type { Finding } from './types.ts';

/** What is wrong, in words; choosing one shows its element. */
export function Findings({ findings, onShow }: { findings: Finding[]; onShow?: (elementId: string) => void }) {
  if (!findings.length) return <p className="findings-none">没有发现问题。</p>;
  return (
    <ul className="findings">
      {findings.map((f, i) => {
        const text = (
          <>
            <span className={f.severity === 'error' ? 'finding-error' : 'finding-warning'}>
              {f.severity === 'error' ? '■ 错误' : '▲ 提醒'}
            </span>{' '}
            {f.message}
          </>
        );
        return (
          <li key={`${f.rule} ${f.elementId} ${i}`}>
            {onShow && f.elementId ? (
              <button type="button" className="finding" onClick={() => onShow(f.elementId!)}>
                {text}
              </button>
            ) : (
              text
            )}
          </li>
        );
      })}
    </ul>
  );
}
