import { Button } from 'antd';
import type { Finding, Fix } from './types.ts';

interface Props {
  findings: Finding[];
  onShow?: (elementId: string) => void;
  onFix?: (finding: Finding) => void;
}

const FIXES: Record<Fix['kind'], string> = {
  name: '改名',
  id: '改标识',
  remove: '删除它',
  input: '补上',
  'user-task': '改为人工办理',
};

/** What is wrong, in words; choosing one shows its element, some can be mended at once. */
export function Findings({ findings, onShow, onFix }: Props) {
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
            {onFix && f.fix && f.elementId && (
              <Button
                size="small"
                aria-label={`修正：${FIXES[f.fix.kind]}（${f.elementName ?? f.elementId}）`}
                onClick={() => onFix(f)}
              >
                {FIXES[f.fix.kind]}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
