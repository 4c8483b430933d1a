import './state-mark.css';

export type Mark = 'normal' | 'warned' | 'overdue' | 'suspended' | 'provisional';

const text: Record<Mark, string> = {
  normal: '正常',
  warned: '预警',
  overdue: '超期',
  suspended: '中止计时',
  provisional: '暂定',
};

const hint: Partial<Record<Mark, string>> = {
  provisional: '所经年度的放假安排尚未公布，公布后到期时间可能变化',
};

const shape: Record<Mark, string> = {
  normal: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
  warned: 'M8 1.5 15 14.5H1z',
  overdue: 'M2 2h12v12H2z',
  suspended: 'M3 2h4v12H3zM9 2h4v12H9z',
  provisional: 'M2 2h2l10 10v2h-2L2 4zM8 2h2l4 4v2zM2 8l6 6H6l-4-4z',
};

/** A state by shape, colour and text, the same everywhere; `label` replaces the text, never the mark. */
export function StateMark({ mark, label }: { mark: Mark; label?: string }) {
  return (
    <span className={`state-mark state-${mark}`} title={hint[mark]}>
      <svg viewBox="0 0 16 16" width="11" height="11" aria-hidden="true">
        <path d={shape[mark]} fill="currentColor" />
      </svg>
      {label ?? text[mark]}
    </span>
  );
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same mark for places that React does not draw, as the diagram. */
export function drawStateMark(mark: Mark, label = text[mark]): HTMLElement {
  const span = document.createElement('span');
  span.className = `state-mark state-${mark}`;
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of [
    ['viewBox', '0 0 16 16'],
    ['width', '11'],
    ['height', '11'],
    ['aria-hidden', 'true'],
  ] as const)
    svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', shape[mark]);
  path.setAttribute('fill', 'currentColor');
  svg.append(path);
  span.append(svg, label);
  return span;
}
