import { createContext, useContext } from 'react';
import type { Values } from '../client/types.ts';

export interface KnownFile {
  id: string;
  name: string;
  size: number;
}

export interface FormContextValue {
  /** What expressions see: the step's variables under the present input. */
  data: Values;
  disabled: boolean;
  files: KnownFile[];
  upload?: (file: File) => Promise<KnownFile>;
  onUploading: (running: boolean) => void;
}

export const FormContext = createContext<FormContextValue>({
  data: {},
  disabled: false,
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
