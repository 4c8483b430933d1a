import { stateText, type StepState } from './diagram-state.ts';

export interface Step {
  name: string;
  note: string | null;
  state: StepState | null;
}

/** What the chosen element is and which article it carries out. */
export function StepNote({ step }: { step: Step | null }) {
  return (
    <p className="step-note muted" aria-live="polite">
      {step ? (
        <>
          <strong>{step.name}</strong> {step.state ? stateText[step.state] : '未到达'}
          {step.note && <>。依据：{step.note}</>}
        </>
      ) : (
        '点击图中步骤，查看其状态和依据。'
      )}
    </p>
  );
}
