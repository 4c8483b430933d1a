import DmnModeler from 'dmn-js/lib/Modeler';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import { rules } from './translations/rules.ts';
import { drawing } from './translations/drawing.ts';
import { translateIn } from './translations/in-page.ts';
import { translator } from './translations/translate.ts';

const translate = translator(new Map(Object.entries({ ...drawing, ...rules })));

/** A table, an expression or the diagram of requirements. */
export interface View {
  id: string;
  name?: string;
  type: string;
  element: { id: string; name?: string };
}

export interface RuleEditor {
  open(xml: string): Promise<void>;
  read(): Promise<string>;
  views(): View[];
  active(): View | undefined;
  show(view: View): Promise<void>;
  act(action: 'undo' | 'redo'): void;
  end(): void;
}

interface Viewer {
  on(event: string, listener: () => void): void;
  get<T>(name: string, strict?: boolean): T | null;
}

/** dmn-js in Chinese; `onChange` after every edit, `onViews` when another view is open or there are others. */
export function createRuleEditor(
  container: HTMLElement,
  { onChange, onViews }: { onChange: () => void; onViews: () => void },
): RuleEditor {
  const chinese = { additionalModules: [{ translate: ['value', translate] }] };
  const feel = { options: [{ value: 'feel', label: 'FEEL' }], defaults: { editor: 'feel' } };
  const modeler = new DmnModeler({
    container,
    height: '100%',
    common: { expressionLanguages: feel },
    drd: chinese,
    decisionTable: chinese,
    literalExpression: chinese,
    boxedExpression: chinese,
  });
  const stop = translateIn(container, rules, '.tjs-container, .context-menu, .dmn-decision-table-container');
  modeler.on('viewer.created', ({ viewer }: { viewer: Viewer }) => viewer.on('commandStack.changed', onChange));
  modeler.on('views.changed', onViews);
  const editor: RuleEditor = {
    open: async (xml) => void (await modeler.importXML(xml)),
    read: async () => (await modeler.saveXML({ format: true })).xml,
    views: () => modeler.getViews() as View[],
    active: () => modeler.getActiveView() as View | undefined,
    show: async (view) => void (await modeler.open(view)),
    act(action) {
      const stack = (modeler.getActiveViewer() as Viewer | null)?.get<Record<string, () => void>>(
        'commandStack',
        false,
      );
      stack?.[action]?.();
    },
    end() {
      stop();
      modeler.destroy();
    },
  };
  // As the diagram's (editor.ts).
  return Object.assign(container, { editor }).editor;
}
