import type { FormComponent } from '../client/types.ts';
import { useFormContext } from './context.ts';
import { filled } from './feel.ts';

/** Explaining text of a form: headings and paragraphs, never markup. */
export function TextView({ component }: { component: FormComponent }) {
  const { data } = useFormContext();
  const lines = filled(component.text ?? '', data).split('\n');
  return (
    <div className="form-text">
      {lines.map((line, i) => {
        if (line.startsWith('#')) return <h3 key={i}>{line.replace(/^#+\s*/, '')}</h3>;
        return line.trim() ? <p key={i}>{line.replace(/\*\*/g, '')}</p> : null;
      })}
    </div>
  );
}
