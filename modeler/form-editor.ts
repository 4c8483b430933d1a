import { FormEditor } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js-editor/dist/assets/properties-panel.css';
import { forms } from './translations/forms.ts';
import { translateIn } from './translations/in-page.ts';

/** Controls that the product's own pages show. */
const KNOWN = new Set([
  'default',
  'textfield',
  'textarea',
  'number',
  'select',
  'radio',
  'checkbox',
  'checklist',
  'taglist',
  'datetime',
  'filepicker',
  'dynamiclist',
  'group',
  'text',
]);

interface FormFields {
  _formFields: Record<string, unknown>;
}

/** The palette offers what staff will see; anything else would be refused. */
class OnlyWhatIsShown {
  static $inject = ['formFields'];
  constructor(fields: FormFields) {
    for (const type of Object.keys(fields._formFields)) if (!KNOWN.has(type)) delete fields._formFields[type];
  }
}

export interface FormEditing {
  open(content: string): Promise<void>;
  read(): Promise<string>;
  act(action: 'undo' | 'redo'): void;
  show(id: string): void;
  end(): void;
}

/** The form-js editor in Chinese. */
export function createFormEditor(container: HTMLElement, onChange: () => void): FormEditing {
  const editor = new FormEditor({
    container,
    exporter: { name: 'lixia-flow', version: '1' },
    additionalModules: [{ __init__: ['onlyWhatIsShown'], onlyWhatIsShown: ['type', OnlyWhatIsShown] }],
  });
  const stop = translateIn(container, forms, '.fjs-properties-container, .fjs-palette-container');
  let opening = false;
  editor.on('changed', () => !opening && onChange());
  const editing: FormEditing = {
    async open(content) {
      opening = true;
      try {
        await editor.importSchema(JSON.parse(content) as object);
      } finally {
        opening = false;
      }
    },
    read: () => Promise.resolve(JSON.stringify(editor.saveSchema(), null, 2)),
    act: (action) => editor.get<{ trigger(name: string): void }>('editorActions').trigger(action),
    show(id) {
      const field = editor.get<{ get(id: string): object | undefined }>('formFieldRegistry').get(id);
      if (field) editor.get<{ set(field: object): void }>('selection').set(field);
    },
    end() {
      stop();
      editor.destroy();
    },
  };
  // As the diagram's (editor.ts).
  return Object.assign(container, { editor: editing }).editor;
}
