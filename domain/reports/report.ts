import type { Db } from '../../db/pool.ts';
import { casesSeenBy, OF_ROUND } from '../access.ts';
import { toWire, now } from '../clock.ts';
import { loadProcessNames } from '../models/store.ts';
import { listUnits, loadNames, type Principal } from '../people/store.ts';
import { caseFigures } from './cases.ts';
import { cardFigures } from './cards.ts';
import { evaluation } from './evaluation.ts';
import { onTime, onTimeTrend } from './limits.ts';
import { type Period, quartersOf } from './period.ts';
import { readsReports, type Scope } from './scope.ts';
import type { Section } from './sections.ts';
import { stepDurations, workload } from './work.ts';

export interface Report {
  period: Period;
  unit: string | null;
  unitName: string | null;
  process: string | null;
  processName: string | null;
  /** Business time. */
  madeAt: string;
  /** Name of who asked. */
  by: string;
  sections: Section[];
}

/** 统计报表: counted by the conditions of the lists that its figures open, of what this person sees. */
export async function makeReport(db: Db, who: Principal, scope: Scope, period: Period): Promise<Report> {
  if (!readsReports(who)) throw new Error(`${who.username} reads no reports`);
  const [names, processNames, units] = await Promise.all([loadNames(db), loadProcessNames(db), listUnits(db)]);
  const ofRounds = casesSeenBy(who, 1, OF_ROUND);
  const ofCases = casesSeenBy(who, 1);
  const unitName = (id: string) => names.get(id) ?? id;
  const processName = (id: string) => processNames.get(id) ?? id;
  const asked = { scope, period, name: unitName, units: units.map(({ id }) => id) };
  const byProcess = { ...asked, name: processName };
  // One after the other: a report takes one connection, not all of them.
  const sections: Section[] = [
    await onTime(db, ofRounds, { ...asked, by: 'unit' }),
    await onTimeTrend(db, ofRounds, asked),
    await onTime(db, ofRounds, { ...byProcess, by: 'process' }),
    await onTime(db, ofRounds, { ...asked, by: 'obligation' }),
    await caseFigures(db, ofCases, byProcess),
    await stepDurations(db, who, byProcess),
    ...(await workload(db, who, asked)),
    ...(await cardFigures(db, ofCases, asked)),
  ];
  for (const quarter of quartersOf(period))
    sections.push(await evaluation(db, ofRounds, ofCases, { ...asked, quarter }));
  return {
    period,
    unit: scope.unit ?? null,
    unitName: scope.unit ? unitName(scope.unit) : null,
    process: scope.process ?? null,
    processName: scope.process ? processName(scope.process) : null,
    madeAt: toWire(now())!,
    by: who.name,
    sections,
  };
}
