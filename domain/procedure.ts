import type { z } from 'zod';
import type { FilingContext } from './fast-track/filing.ts';
import type { Db } from '../db/pool.ts';
import type { FormField } from './forms/schema.ts';
import type { MeasureOption } from './ledger/measures.ts';
import type { Industry } from './parks/industries.ts';
import type { ParkOption } from './parks/register.ts';
import type { Principal } from './people/store.ts';

/** What the checks of start variables need to know. */
export interface StartContext extends FilingContext {
  industries: readonly Industry[];
  /** Every park of the register. */
  parks: readonly ParkOption[];
  /** Every measure of the ledger. */
  measures: readonly MeasureOption[];
}

export type CompletedStart =
  { variables: Record<string, unknown>; errors?: undefined } | { errors: { path: string; message: string }[] };

/** What the product knows of a procedure beside its diagram. */
export interface Procedure {
  /** BPMN process id. */
  id: string;
  /** Message of the start event. */
  startMessage: string;
  /** null: nobody starts it by hand. */
  startForm: string | null;
  /** Prefix of the case ids. */
  prefix: string;
  leadingUnit: string;
  /** Unless set otherwise (domain/supervision). */
  supervisingUnit: string;
  /** Rules that a case keeps as they were when it was started. */
  decisions: readonly string[];
  /** True where `completed` implies a sealed case file. */
  archives: boolean;
  /** true: only those concerned see its cases (`opens` says who). */
  restricted?: true;
  /** false: runs to its end. */
  withdrawable?: false;
  /** Most working days by which a limit may be extended, where its law says so; by obligation. */
  mostExtension?: Readonly<Record<string, number>>;
  /** Labels of the variables that steps make and no form asks for, described like form fields. */
  facts: readonly FormField[];
  /** Variables that say by number what another says in words: not shown to people. */
  unspoken?: readonly string[];
  mayStart(who: Principal, industries: readonly Industry[]): boolean;
  startSchema(context: StartContext): z.ZodType<Record<string, unknown>>;
  /** Checks of what a rule reads, when it is tried without a case. */
  decisionInput(decisionId: string, context: StartContext): z.ZodType<Record<string, unknown>>;
  titleOf(variables: Record<string, unknown>): string;
  participatingUnits(variables: Record<string, unknown>): string[];
  /** Unit whose head may withdraw the case, where it is not the variable `filingUnit`. */
  filingUnit?(variables: Record<string, unknown>): string;
  /** Why this person may not start this very case; null: he may. */
  refusesStarter?(who: Principal, variables: Record<string, unknown>): string | null;
  /** What the start has to look up: the variables with it, or what is wrong at which field. */
  completeStart?(db: Db, variables: Record<string, unknown>, who: Principal): Promise<CompletedStart>;
  /** Why there may be no second case like this one now; null: nothing against it. In the transaction that writes the case. */
  refusesSecond?(db: Db, caseId: string, variables: Record<string, unknown>): Promise<string | null>;
  /** What else is written with the case, in its transaction. */
  opens?(db: Db, caseId: string, variables: Record<string, unknown>): Promise<void>;
  /** Unit that leads this very case, where it is not the same for all. */
  leadingUnitOf?(variables: Record<string, unknown>): string;
}
