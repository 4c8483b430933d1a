import { z } from 'zod';
import { parseMoney } from '../money.ts';
import type { Item } from './store.ts';

const money = z.unknown().transform((value, ctx): string => {
  const amount = parseMoney(value);
  if (amount !== null) return amount;
  ctx.addIssue('应为金额');
  return z.NEVER;
});

/** What the form of an estate's accounts keeps, as the jobs read it. */
export const accounts = z
  .object({
    keeper: z.string(),
    opening: money,
    income: z.array(z.object({ incomeName: z.string(), incomeAmount: money })),
    expenses: z.array(z.object({ expenseName: z.string(), expenseAmount: money })),
  })
  .transform(({ keeper, opening, income, expenses }) => ({
    keeper,
    opening,
    income: income.map((row): Item => ({ name: row.incomeName, amount: row.incomeAmount })),
    expenses: expenses.map((row): Item => ({ name: row.expenseName, amount: row.expenseAmount })),
  }));
