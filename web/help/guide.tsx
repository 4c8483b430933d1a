import { Button, Tour } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useSession } from '../shell/session.tsx';
import './guide.css';
import { STEPS } from './guide-steps.ts';

/** What is shown of these; hidden navigation of the other width is not. */
const shown = (selector: string): HTMLElement | null =>
  [...document.querySelectorAll<HTMLElement>(selector)].find((element) => element.getClientRects().length > 0) ?? null;

/** The page's link in the navigation; on a phone it may be behind 更多. */
const linkTo = (to: string): HTMLElement | null =>
  shown(`.side-nav a[href="${to}"], .bottom-nav > a[href="${to}"]`) ?? shown('.bottom-nav > button');

const isThere = (to: string): boolean => document.querySelector(`.side-nav a[href="${to}"]`) !== null;

/** Shows somebody around at the real elements, one after the other; skipped or ended at any of them. */
export default function Guide({ name, onEnd }: { name: string; onEnd: () => void }) {
  const { user } = useSession();
  const [at, setAt] = useState(0);
  const [steps] = useState(() => (STEPS[name] ?? STEPS.staff ?? []).filter((step) => !step.to || isThere(step.to)));
  // Made once: steps that are new with each look are placed anew with each look.
  const targets = useMemo(
    () =>
      steps.map((step) => ({
        title: step.title,
        description: step.text.replace('{name}', user.name),
        target: step.to
          ? () => linkTo(step.to ?? '') as HTMLElement
          : step.at
            ? () => shown(step.at ?? '') as HTMLElement
            : null,
      })),
    [steps, user.name],
  );
  useEffect(() => {
    // The keyboard goes with what is shown; Esc, ← and → work from there.
    const timer = window.setTimeout(
      () => document.querySelector<HTMLElement>('.guide .ant-tour-actions .ant-btn-primary')?.focus(),
      150,
    );
    return () => window.clearTimeout(timer);
  }, [at]);
  return (
    <Tour
      open
      rootClassName="guide"
      current={at}
      onChange={setAt}
      onClose={onEnd}
      onFinish={onEnd}
      steps={targets}
      indicatorsRender={(current, total) => (
        <span className="guide-count" aria-live="polite">
          {current + 1} / {total}
        </span>
      )}
      actionsRender={(buttons, { current, total }) => (
        <>
          {current < total - 1 && (
            <Button size="small" type="text" onClick={onEnd}>
              跳过引导
            </Button>
          )}
          {buttons}
        </>
      )}
    />
  );
}
