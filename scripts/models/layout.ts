import type { Diagram, Element } from './load.ts';

interface Box {
  id: string;
  /** Collapsed sub-processes are drawn on planes of their own. */
  plane?: string | undefined;
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Line {
  id: string;
  plane?: string | undefined;
  points: { x: number; y: number }[];
}

const CONTAINERS = new Set(['bpmn:SubProcess', 'bpmn:Participant', 'bpmn:Lane']);
// bpmn-js writes outside labels in 11 px; a Chinese character is as wide as high.
const CHARACTER = 11;

/** Everything is drawn, nothing lies on anything else, no flows cross, no label is cut. */
export function checkLayout({ file, elements, lanes, participants, drawn }: Diagram): string[] {
  const say = (message: string) => `${file}: ${message}`;
  const all = [...elements, ...lanes, ...participants];
  const shapeOf = new Map(drawn.map((shape) => [(shape.bpmnElement as Element).id, shape]));
  const missing = all.filter((e) => !shapeOf.has(e.id)).map((e) => `${e.id}: is not drawn`);

  const boxes: Box[] = [];
  const lines: Line[] = [];
  const labels: (Box & { text: string })[] = [];
  for (const element of all) {
    const shape = shapeOf.get(element.id);
    if (!shape) continue;
    const plane = shape.$parent?.id;
    if (element.$type === 'bpmn:SequenceFlow')
      lines.push({ id: element.id, plane, points: shape.waypoint as Line['points'] });
    else if (!CONTAINERS.has(element.$type) || shape.isExpanded === false)
      boxes.push({ ...boxOf(element.id, shape), plane });
    const label = shape.label as Element | undefined;
    const outside = /Event$|Gateway$|SequenceFlow$/.test(element.$type);
    if (!element.name || !outside) continue;
    if (!label?.bounds) missing.push(`${element.id}: label has no place`);
    else labels.push({ ...boxOf(`label of ${element.id}`, label), plane, text: element.name });
  }

  const faults: string[] = [...missing];
  // Boundary events stand on the edge of what they belong to.
  const attached = new Map(elements.map((e) => [e.id, (e.attachedToRef as Element | undefined)?.id]));
  forPairs([...boxes, ...labels], (a, b) => {
    if (attached.get(a.id) === b.id || attached.get(b.id) === a.id) return;
    if (a.plane === b.plane && overlap(a, b)) faults.push(`${a.id} lies on ${b.id}`);
  });
  forPairs(lines, (a, b) => {
    if (a.plane === b.plane && segments(a).some((s) => segments(b).some((t) => cross(s, t))))
      faults.push(`${a.id} crosses ${b.id}`);
  });
  for (const line of lines) {
    for (const box of [...boxes, ...labels])
      if (line.plane === box.plane && segments(line).some((s) => overlap(shrink(box, 1), s)))
        faults.push(`${line.id} runs through ${box.id}`);
    if (segments(line).some((s) => s.width && s.height)) faults.push(`${line.id} is not drawn at right angles`);
  }
  for (const label of labels) {
    const perLine = Math.max(1, Math.floor(Math.max(label.width, 1) / CHARACTER));
    if (Math.ceil(label.text.length / perLine) * CHARACTER > label.height + CHARACTER)
      faults.push(`${label.id} is cut`);
  }
  return faults.map(say);
}

function boxOf(id: string, shape: Element): Box {
  const { x, y, width, height } = shape.bounds as Box;
  return { id, x, y, width, height };
}

type Area = Omit<Box, 'id'>;

/** Flows run at right angles, so a segment is an area without width or without height. */
function segments({ points }: Line): Area[] {
  return points.slice(1).map((to, i) => {
    const from = points[i] ?? to;
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
  });
}

const overlap = (a: Area, b: Area): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Meeting at an end (two flows into one element) is no crossing. */
function cross(a: Area, b: Area): boolean {
  const [flat, upright] = a.height === 0 ? [a, b] : [b, a];
  if (flat.height !== 0 || upright.width !== 0) return false;
  return (
    flat.x < upright.x && upright.x < flat.x + flat.width && upright.y < flat.y && flat.y < upright.y + upright.height
  );
}

const shrink = ({ x, y, width, height }: Box, by: number): Area => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

function forPairs<T>(items: T[], visit: (a: T, b: T) => void): void {
  items.forEach((a, i) => items.slice(i + 1).forEach((b) => visit(a, b)));
}
