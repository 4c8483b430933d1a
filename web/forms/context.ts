import { createContext, useContext } from 'react';
import type { Decides, Values } from '../client/types.ts';

export interface KnownFile {
  id: string;
  name: string;
  size: number;
}

export interface FormBasis {
  documentation: string | null;
  decides: Decides;
}
export const noBasis: FormBasis = { documentation: null, decides: {} };

export interface FormContextValue {
  /** What expressions see: the step's variables under the present input. */
  data: Values;
  disabled: boolean;
  /** What fields decide, and the articles of the step: help at the field. */
  basis: FormBasis;
  files: KnownFile[];
  upload?: (file: File) => Promise<KnownFile>;
  onUploading: (running: boolean) => void;
}

export const FormContext = createContext<FormContextValue>({
  data: {},
  disabled: false,
  basis: noBasis,
  files: [],
  onUploading: () => undefined,
});

export const useFormContext = () => useContext(FormContext);

/** What antd's Form.Item hands to the control it wraps. */
export interface ControlProps<T> {
  id?: string;
  value?: T;
  onChange?: (value: T) => void;
  'aria-required'?: 'true' | 'false' | boolean;
  'aria-invalid'?: 'true' | 'false' | boolean;
  'aria-describedby'?: string;
}
