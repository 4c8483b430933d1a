import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import { JOINT_WAYS } from './templates.ts';

interface Item {
  get(name: string): unknown;
  $parent?: unknown;
}
interface Shape {
  businessObject: Item & { loopCharacteristics?: Item };
}
interface Modeling {
  updateProperties(shape: Shape, properties: object): void;
}
interface Factory {
  create(type: string, properties: object): Item;
}

/** A template cannot say that a step is done for each of several: where 会签, 或签 or 票签 is chosen, that is added. */
export class JointSigning extends CommandInterceptor {
  static override $inject = ['eventBus', 'modeling', 'bpmnFactory'];
  constructor(eventBus: never, modeling: Modeling, factory: Factory) {
    super(eventBus);
    const make = (shape: Shape | undefined) => {
      const object = shape?.businessObject;
      const way = JOINT_WAYS.find(({ id }) => id === object?.get('modelerTemplate'));
      if (!shape || !object || !way || object.loopCharacteristics) return;
      const votes = way.condition?.includes('votes') ? { outputCollection: 'votes', outputElement: '=agreed' } : {};
      const each = factory.create('zeebe:LoopCharacteristics', {
        inputCollection: '=departments',
        inputElement: 'department',
        ...votes,
      });
      const extensionElements = factory.create('bpmn:ExtensionElements', { values: [each] });
      each.$parent = extensionElements;
      const loopCharacteristics = factory.create('bpmn:MultiInstanceLoopCharacteristics', { extensionElements });
      if (way.condition) {
        const completionCondition = factory.create('bpmn:FormalExpression', { body: way.condition });
        completionCondition.$parent = loopCharacteristics;
        (loopCharacteristics as unknown as Record<string, unknown>).completionCondition = completionCondition;
      }
      extensionElements.$parent = loopCharacteristics;
      loopCharacteristics.$parent = object;
      modeling.updateProperties(shape, { loopCharacteristics });
    };
    this.postExecuted('shape.create', ({ context }: { context: { shape: Shape } }) => make(context.shape));
    this.postExecuted('propertiesPanel.zeebe.changeTemplate', ({ context }: { context: { element: Shape } }) =>
      make(context.element),
    );
  }
}
