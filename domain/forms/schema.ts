/** The part of Camunda's form schema (form-js) that the product's forms use. */
export interface FormField {
  type: string;
  id?: string;
  key?: string;
  /** Of a dynamiclist or group: the variable that holds its rows or fields. */
  path?: string;
  label?: string;
  description?: string;
  text?: string;
  values?: FormOption[];
  /** Name of a list of the server, or of a variable of the task, that gives the options. */
  valuesKey?: string;
  defaultValue?: unknown;
  disabled?: boolean;
  readonly?: boolean;
  multiple?: boolean;
  accept?: string;
  decimalDigits?: number;
  subtype?: string;
  validate?: {
    required?: boolean;
    min?: number | string;
    max?: number | string;
    minLength?: number | string;
    maxLength?: number | string;
    pattern?: string;
    maxItems?: number;
    validationType?: string;
  };
  conditional?: { hide?: string };
  properties?: { requiredWhen?: string; format?: string; [name: string]: string | undefined };
  components?: FormField[];
  [other: string]: unknown;
}

export interface FormOption {
  label: string;
  value: string | number | boolean;
}

export interface FormSchema {
  id: string;
  components: FormField[];
  [other: string]: unknown;
}

export const COMPONENT_TYPES = [
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
] as const;
