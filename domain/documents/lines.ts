/** A line of text with what is left of its width; `last` of its paragraph. */
export interface Line {
  text: string;
  indent: number;
  slack: number;
  last: boolean;
}

// 避头尾: what may not begin, and what may not end a line.
const NO_START = new Set('、。，．：；？！）》」』】〕〉”’…—％℃·,.!?:;)]}%');
const NO_END = new Set('（《「『【〔〈“‘([{￥$');
/** Letters, digits and their signs stay together where they fit on one line. */
const UNIT = /[!-~\u00a0-\u024f]+|[\s\S]/gu;
const MOST_MOVED = 4;

interface Unit {
  text: string;
  width: number;
}

/** Breaks text into lines not wider than `width`; each paragraph (\n) begins `indent` further in. Nothing is lost but spaces at a line's end. */
export function breakLines(text: string, width: number, measure: (text: string) => number, indent = 0): Line[] {
  return text.split('\n').flatMap((paragraph) => breakParagraph(paragraph, width, measure, indent));
}

function breakParagraph(paragraph: string, width: number, measure: (text: string) => number, indent: number): Line[] {
  const lines: Line[] = [];
  let line: Unit[] = [];
  let used = 0;
  let room = width - indent;
  const end = (last: boolean) => {
    while (!last && line.at(-1)?.text === ' ') used -= line.pop()?.width ?? 0;
    const text = line.map((unit) => unit.text).join('');
    lines.push({ text, indent: lines.length === 0 ? indent : 0, slack: Math.max(0, room - used), last });
    line = [];
    used = 0;
    room = width;
  };
  const add = (unit: Unit) => {
    line.push(unit);
    used += unit.width;
  };
  for (const unit of unitsOf(paragraph, width, measure)) {
    if (used + unit.width > room + 0.01 && line.length > 0) {
      if (unit.text === ' ') continue;
      const moved = takeMoved(line, unit, width);
      used -= widthOf(moved);
      end(false);
      moved.forEach(add);
    }
    add(unit);
  }
  end(true);
  return lines;
}

const widthOf = (units: Unit[]): number => units.reduce((sum, unit) => sum + unit.width, 0);

/** The units that go to the next line with `next`, so that neither line breaks the rule; none where that is not possible. */
function takeMoved(line: Unit[], next: Unit, width: number): Unit[] {
  let from = line.length;
  const first = () => line[from]?.text ?? next.text;
  const before = () => line[from - 1]?.text ?? '';
  const bad = () => NO_START.has([...first()][0] ?? '') || NO_END.has([...before()].at(-1) ?? '');
  while (bad() && from > 0 && line.length - from < MOST_MOVED) from -= 1;
  const possible = !bad() && from > 0 && widthOf(line.slice(from)) + next.width <= width;
  return possible ? line.splice(from) : [];
}

function unitsOf(paragraph: string, width: number, measure: (text: string) => number): Unit[] {
  return (paragraph.match(UNIT) ?? []).flatMap((text) => {
    const whole = { text, width: measure(text) };
    if (whole.width <= width) return [whole];
    return [...text].map((char) => ({ text: char, width: measure(char) }));
  });
}
