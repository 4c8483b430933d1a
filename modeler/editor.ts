import { CreateAppendAnythingModule, CreateAppendElementTemplatesModule } from 'bpmn-js-create-append-anything';
import ElementTemplateChooser from '@bpmn-io/element-template-chooser';
import '@bpmn-io/element-template-chooser/dist/element-template-chooser.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import { CloudElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import Modeler from 'bpmn-js/lib/Modeler';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import ZeebeBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import minimap from 'diagram-js-minimap';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import { JointSigning } from './joint-signing.ts';
import { elementTemplates } from './templates.ts';
import { translate } from './translations/translate.ts';
import type { Catalogue, Finding } from './types.ts';

interface Group {
  id: string;
}
interface Panel {
  registerProvider(priority: number, provider: object): void;
}

/** Settings that the engine's version does not know: they would only be refused later. */
const UNKNOWN_TO_ENGINE = /Listeners|jobPriority|JobPriority|businessId|BusinessId|ActiveElements/;

class OnlyWhatTheEngineKnows {
  static $inject = ['propertiesPanel'];
  constructor(panel: Panel) {
    panel.registerProvider(200, this);
  }
  getGroups() {
    return (groups: Group[]) => groups.filter(({ id }) => !UNKNOWN_TO_ENGINE.test(id));
  }
}

/** Templates are ours: a fault in one is to be mended here, and the browser tests see it. */
class TemplateFaults {
  static $inject = ['eventBus'];
  constructor(bus: { on(event: string, listener: (event: { errors: Error[] }) => void): void }) {
    bus.on('elementTemplates.errors', ({ errors }) => errors.forEach((error) => console.error(error.message)));
  }
}

const OPEN = Object.fromEntries(
  ['general', 'timer', 'condition', 'ElementTemplates__CustomProperties'].map((id) => [id, { open: true }]),
);

export function createEditor(canvas: HTMLElement, panel: HTMLElement, known: Catalogue): Modeler {
  const editor = new Modeler({
    container: canvas,
    // What an owner comes for is open at once.
    propertiesPanel: { parent: panel, layout: { groups: OPEN } },
    elementTemplates: elementTemplates(known),
    moddleExtensions: { zeebe },
    exporter: { name: 'lixia-flow', version: '1' },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      CloudElementTemplatesPropertiesProviderModule,
      ElementTemplateChooser,
      CreateAppendAnythingModule,
      CreateAppendElementTemplatesModule,
      ZeebeBehaviors,
      minimap,
      { translate: ['value', translate] },
      {
        __init__: ['onlyWhatTheEngineKnows', 'templateFaults', 'jointSigning'],
        jointSigning: ['type', JointSigning],
        onlyWhatTheEngineKnows: ['type', OnlyWhatTheEngineKnows],
        templateFaults: ['type', TemplateFaults],
      },
    ],
  });
  // For who measures it or opens many files in it, as the round-trip test does.
  return Object.assign(canvas, { editor }).editor;
}

interface Shape {
  id: string;
  parent?: Shape;
  businessObject: { id: string };
}
interface Overlays {
  add(id: string, type: string, overlay: object): void;
  remove(filter: { type: string }): void;
}
interface Registry {
  get(id: string): Shape | undefined;
  forEach(visit: (shape: Shape) => void): void;
}
interface Canvas {
  findRoot(shape: Shape): Shape | null;
  getRootElement(): Shape;
  setRootElement(root: Shape): void;
  scrollToElement(shape: Shape): void;
  zoom(level?: number | 'fit-viewport', center?: 'auto'): number;
  viewbox(box?: Box): Box & { inner: Box; outer: Box };
}
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const canvasOf = (editor: Modeler): Canvas => editor.get<Canvas>('canvas');

// Below this scale names cannot be read any more; the palette stands on the left.
const READABLE = 0.7;
const PALETTE = 130;

/** The whole diagram, or where it is too wide for that, its beginning. */
export function fit(editor: Modeler): void {
  const canvas = canvasOf(editor);
  if (canvas.zoom('fit-viewport', 'auto') >= READABLE) return;
  const { inner, outer } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  const y = inner.height < height ? inner.y + inner.height / 2 - height / 2 : inner.y - 20;
  canvas.viewbox({ x: inner.x - PALETTE / READABLE, y, width, height });
}

/** Marks each element with what is wrong with it. */
export function markFindings(editor: Modeler, findings: Finding[]): void {
  const overlays = editor.get<Overlays>('overlays');
  const registry = editor.get<Registry>('elementRegistry');
  overlays.remove({ type: 'finding' });
  const at = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!finding.elementId || !registry.get(finding.elementId)) continue;
    at.set(finding.elementId, [...(at.get(finding.elementId) ?? []), finding]);
  }
  for (const [id, found] of at) {
    const shape = registry.get(id);
    if (!shape || shape === canvasOf(editor).findRoot(shape)) continue;
    const error = found.some(({ severity }) => severity === 'error');
    const mark = document.createElement('div');
    mark.className = `finding-mark ${error ? 'finding-error' : 'finding-warning'}`;
    mark.textContent = error ? '■' : '▲';
    mark.title = found.map(({ message }) => message).join('\n');
    mark.setAttribute('role', 'img');
    mark.setAttribute('aria-label', `${error ? '错误' : '提醒'}：${mark.title}`);
    overlays.add(id, 'finding', { position: { top: -10, left: -10 }, html: mark });
  }
}

/** Selects an element and brings it into view, also on the sheet of a collapsed sub-process. */
export function showElement(editor: Modeler, id: string): void {
  const shape = editor.get<Registry>('elementRegistry').get(id);
  if (!shape) return;
  const canvas = canvasOf(editor);
  const root = canvas.findRoot(shape);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  if (root !== shape) canvas.scrollToElement(shape);
  editor.get<{ select(shape: Shape): void }>('selection').select(shape);
}
