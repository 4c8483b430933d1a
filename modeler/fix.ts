import type Modeler from 'bpmn-js/lib/Modeler';
import type { Fix } from './types.ts';

interface Item {
  $type: string;
  get(name: string): Item[] | undefined;
  target?: string;
}
interface Shape {
  id: string;
  businessObject: Item & { extensionElements?: Item };
}
interface Modeling {
  updateProperties(shape: Shape, properties: object): void;
  updateModdleProperties(shape: Shape, item: Item, properties: object): void;
  removeElements(shapes: Shape[]): void;
}
interface Factory {
  create(type: string, properties: object): Item;
}

/** Mends a finding as the owner would by hand: it can be undone. */
export function applyFix(editor: Modeler, elementId: string, fix: Fix): void {
  const registry = editor.get<{ get(id: string): Shape | undefined; filter(f: (s: Shape) => boolean): Shape[] }>(
    'elementRegistry',
  );
  const modeling = editor.get<Modeling>('modeling');
  const factory = editor.get<Factory>('bpmnFactory');
  const shape = registry.get(elementId);
  // A process in a pool has no shape of its own.
  if (fix.kind === 'id') {
    const pool = registry.filter(
      (s) => (s.businessObject as { processRef?: { id: string } }).processRef?.id === elementId,
    );
    const inPool = (pool[0]?.businessObject as { processRef?: Item } | undefined)?.processRef;
    if (pool[0] && inPool) modeling.updateModdleProperties(pool[0], inPool, { id: fix.value });
    else if (shape) modeling.updateProperties(shape, { id: fix.value });
    return;
  }
  if (!shape) return;
  if (fix.kind === 'name') modeling.updateProperties(shape, { name: fix.value });
  else if (fix.kind === 'remove') modeling.removeElements([shape]);
  else {
    const object = shape.businessObject;
    const holder = object.extensionElements ?? factory.create('bpmn:ExtensionElements', { values: [] });
    const values = holder.get('values') ?? [];
    if (fix.kind === 'user-task')
      modeling.updateProperties(shape, {
        extensionElements: withValues(holder, [factory.create('zeebe:UserTask', {}), ...values]),
      });
    else {
      const mapping = values.find(({ $type }) => $type === 'zeebe:IoMapping') ?? factory.create('zeebe:IoMapping', {});
      const inputs = (mapping.get('inputParameters') ?? []).filter(({ target }) => target !== fix.target);
      const input = factory.create('zeebe:Input', { source: fix.value, target: fix.target });
      const next = factory.create('zeebe:IoMapping', {
        inputParameters: [input, ...inputs],
        outputParameters: mapping.get('outputParameters') ?? [],
      });
      const others = values.filter((value) => value !== mapping);
      modeling.updateProperties(shape, { extensionElements: withValues(holder, [next, ...others]) });
    }
  }

  function withValues(holder: Item, values: Item[]): Item {
    const next = factory.create('bpmn:ExtensionElements', { values });
    (next as { $parent?: unknown }).$parent = (holder as { $parent?: unknown }).$parent ?? shape?.businessObject;
    for (const value of values) (value as { $parent?: unknown }).$parent = next;
    return next;
  }
}
