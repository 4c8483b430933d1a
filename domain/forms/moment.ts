import { DateTime } from 'luxon';
import { now, ZONE } from '../clock.ts';
import type { FormField } from './schema.ts';

/**
 * A date of something that has happened: `notFuture` refuses what lies ahead (clocks of two machines differ by seconds), `notBefore`
 * names a variable of the step whose day it may not precede, `notAfter` one whose day it may not pass. null: nothing to complain about.
 */
export function momentFault(field: FormField, value: unknown, context: Record<string, unknown>): string | null {
  if (field.type !== 'datetime' || typeof value !== 'string') return null;
  const at = DateTime.fromISO(value, { zone: ZONE });
  const { notFuture, notBefore, notAfter } = field.properties ?? {};
  if (notFuture === 'true' && at > now().plus({ minutes: 1 })) return `${field.label}不能晚于现在`;
  const dayIn = (variable: string | undefined) => {
    const other = variable === undefined ? undefined : context[variable];
    return typeof other === 'string' ? DateTime.fromISO(other, { zone: ZONE }).startOf('day') : null;
  };
  const earliest = dayIn(notBefore);
  const latest = dayIn(notAfter);
  if (earliest?.isValid && at < earliest) return `${field.label}不能早于${earliest.toFormat('yyyy年M月d日')}`;
  if (latest?.isValid && at.startOf('day') > latest) return `${field.label}不能晚于${latest.toFormat('yyyy年M月d日')}`;
  return null;
}
