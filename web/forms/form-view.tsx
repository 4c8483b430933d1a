import { Form, type FormInstance } from 'antd';
import { type KeyboardEvent, useMemo, useState } from 'react';
import type { FormSchema, Values } from '../client/types.ts';
import { type FormBasis, FormContext, type KnownFile, noBasis } from './context.ts';
import { focusFirstFault } from './faults.ts';
import './form.css';
import { Rows } from './rows.tsx';
import { initialValues } from './schema.ts';

interface Props {
  id: string;
  schema: FormSchema;
  /** What the step may read; expressions see it too. */
  variables: Values;
  /** Input kept from an earlier visit, instead of the variables. */
  draft?: Values | null;
  form: FormInstance;
  disabled?: boolean;
  basis?: FormBasis;
  files?: KnownFile[];
  upload?: (file: File) => Promise<KnownFile>;
  onUploading?: (running: boolean) => void;
  onEdit?: () => void;
  onSubmit: (values: Values) => void;
}

/** Enter chooses a date or an entry; an official form is submitted by its button alone. */
function keepEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
}

const nothing = () => undefined;
const none: KnownFile[] = [];

/** Renders a Camunda form. First values are taken once: later refreshes of the page never touch what is typed. */
export function FormView(props: Props) {
  const { id, schema, variables, form, disabled = false, files = none, upload, onUploading = nothing } = props;
  const { basis = noBasis } = props;
  const [first] = useState(() => initialValues(schema, { ...variables, ...props.draft }));
  const input = Form.useWatch([], form) as Values | undefined;
  const context = useMemo(
    () => ({ data: { ...variables, ...(input ?? first) }, disabled, basis, files, upload, onUploading }),
    [variables, input, first, disabled, basis, files, upload, onUploading],
  );
  return (
    <Form
      id={id}
      name={id}
      form={form}
      layout="vertical"
      className="form-view"
      initialValues={first}
      disabled={disabled}
      scrollToFirstError={false}
      onValuesChange={props.onEdit}
      onFinish={props.onSubmit}
      onKeyDown={keepEnter}
      onFinishFailed={() => focusFirstFault(form, id)}
      noValidate
    >
      <FormContext value={context}>
        <Rows components={schema.components} prefix={[]} />
      </FormContext>
    </Form>
  );
}
