import { now } from '../clock.ts';
import { Paper } from './paper.ts';
import { officialDate } from './text.ts';

/** A day as documents write it; what is no day stays as it is. */
export const sayDay = (on: string): string => officialDate(on) ?? on;
export const today = (): string => now().toISODate() ?? '';

/** A document of a case, dated today, with its title, number and date written. */
export function beginPaper(title: string, caseId: string): Paper {
  const paper = new Paper({ title, createdAt: now().toISO() ?? '', mark: caseId });
  paper.title(title);
  paper.ends(`编号：${caseId}`, sayDay(today()));
  return paper;
}
