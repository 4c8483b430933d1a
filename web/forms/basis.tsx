import type { Decision } from '../client/types.ts';
import { Hint } from '../help/hint.tsx';
import { useFormContext } from './context.ts';

/** 依据 at a field that decides something: the articles of the step, and which way it can go. */
export function BasisButton({ decides, label }: { decides: Decision[]; label: string }) {
  const { documentation } = useFormContext().basis;
  return (
    <Hint label={`依据：${label}`} mark="依据" title={label} className="form-basis">
      {documentation && <p>{documentation}</p>}
      <p>这一项决定：</p>
      <dl>
        {decides.map(({ question, ways, basis }) => (
          <div key={question}>
            <dt>{question}</dt>
            {ways.length > 0 && <dd>{ways.join(' / ')}</dd>}
            {basis && <dd className="muted">{basis}</dd>}
          </div>
        ))}
      </dl>
    </Hint>
  );
}
