import { kindOf } from '../package.ts';
import type { Finding } from './finding.ts';
import { checkForm, readFormFile } from './form.ts';
import { checkRule, readRuleFile } from './rule.ts';

/** What the check of a rule or form needs to know of the rest. */
export interface FileContext {
  /** Of the file that it must be a version of. */
  name: string;
  /** Decisions that other files hold. */
  decisionsElsewhere: string[];
  /** Decisions that the procedure's diagram or programs use. */
  decisionsUsed: string[];
  /** Names of values that a case has: fields of the procedure's forms, facts of its steps. */
  variables: string[];
  /** Lists of the server that options may come from. */
  lists: string[];
  /** The file as it is at work; null: it is new. */
  present: string | null;
}

/** Throws RefusedFile where the text may not even be kept as a draft. */
export async function readModelFile(name: string, content: string): Promise<void> {
  if (kindOf(name) === 'dmn') await readRuleFile(content);
  else readFormFile(content);
}

/** Everything that is wrong or doubtful about a rule or form; each finding says of which file. */
export async function checkFile(content: string, known: FileContext): Promise<Finding[]> {
  const found = kindOf(known.name) === 'dmn' ? await checkRule(content, known) : checkForm(content, known);
  return found.map((f) => ({ ...f, file: known.name }));
}
