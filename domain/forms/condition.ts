import { evaluate } from 'feelin';
import { refusedOrCost, sizeOf, TOO_MUCH } from '../models/check/feel.ts';

/**
 * What the conditions of one answer (a form that is submitted, a step that is shown) may cost together, in steps and values. This process evaluates
 * them itself, and nobody else is answered meanwhile: 2 to 10 µs each on a busy machine (2026-11-26, two cores).
 */
export const MOST_HERE = 100_000;

/** What is left of MOST_HERE. */
export interface Work {
  left: number;
}
export const newWork = (): Work => ({ left: MOST_HERE });

/** A condition that is not evaluated: it may never end (refused), or what it reads is too large for what is left. */
export class NotJudged extends Error {
  readonly because: 'refused' | 'too-much';
  constructor(because: 'refused' | 'too-much', message: string) {
    super(message);
    this.because = because;
  }
}

/**
 * Whether a FEEL condition (`=…` or bare) is true. One that is absent, broken or yields no truth value is not. Throws NotJudged, also for
 * everything after the one for which nothing was left.
 */
export function holds(
  expression: string | undefined,
  context: Record<string, unknown>,
  work: Work = newWork(),
): boolean {
  if (!expression) return false;
  const text = expression.replace(/^\s*=(?!=)/, '');
  const cost = refusedOrCost(text, sizesWithin(context));
  if (cost === null) return false;
  if (typeof cost === 'string') throw new NotJudged('refused', cost);
  work.left -= cost;
  if (!(work.left >= 0)) throw new NotJudged('too-much', TOO_MUCH);
  try {
    return evaluate(text, context).value === true;
  } catch {
    return false;
  }
}

/** Sizes of what a context holds, each found when it is asked for; other names are fields of that, or results that rest on it. */
function sizesWithin(context: Record<string, unknown>): (name: string) => number {
  let all: number | undefined;
  return (name) => (Object.hasOwn(context, name) ? sizeOf(context[name]) : (all ??= sizeOf(context)));
}
