import { DateTime } from 'luxon';
import { now, ZONE } from '../clock.ts';
import type { FormField } from './schema.ts';

/**
 * A date of something that has happened: `notFuture` refuses what lies ahead (clocks of two machines differ by seconds), `notBefore`
 * names a variable of the step whose day it may not precede. null: nothing to complain about.
 */
export function momentFault(field: FormField, value: unknown, context: Record<string, unknown>): string | null {
  if (field.type !== 'datetime' || typeof value !== 'string') return null;
  const at = DateTime.fromISO(value, { zone: ZONE });
  const { notFuture, notBefore } = field.properties ?? {};
  if (notFuture === 'true' && at > now().plus({ minutes: 1 })) return `${field.label}不能晚于现在`;
  const other = notBefore === undefined ? undefined : context[notBefore];
  const earliest = typeof other === 'string' ? DateTime.fromISO(other, { zone: ZONE }).startOf('day') : null;
  if (earliest?.isValid && at < earliest) return `${field.label}不能早于${earliest.toFormat('yyyy年M月d日')}`;
  return null;
}
