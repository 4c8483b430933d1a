import { DmnModdle } from 'dmn-moddle';
import type { Db } from '../../db/pool.ts';
import { variablesIn } from '../models/decides.ts';
import { expressionsOf, readRules } from '../models/rules.ts';

// The part of moddle's generic objects that is read here.
interface Definitions {
  drgElement?: {
    id: string;
    decisionLogic?: {
      rule?: { id: string; description?: string }[];
      output?: { id: string; name?: string }[];
      input?: { inputExpression?: { text?: string } }[];
      /** Of an expression instead of a table. */
      text?: string;
    };
  }[];
}

/** What the engine's answers leave out of a decision table. */
export interface TableTexts {
  /** Annotation of each row, by rule id. */
  annotations: Map<string, string>;
  /** Variable name of each output column, by its id. */
  outputs: Map<string, string>;
  /** Variables that the file's tables and expressions ask for. */
  inputs: string[];
  /** What the engine evaluates. */
  expressions: ReturnType<typeof expressionsOf>;
}

export async function textsIn(xml: string): Promise<TableTexts> {
  const { rootElement } = await new DmnModdle().fromXML(xml);
  const decisions = (rootElement as Definitions).drgElement ?? [];
  const tables = decisions.flatMap((decision) => decision.decisionLogic ?? []);
  const rows = tables.flatMap((table) => table.rule ?? []);
  const columns = tables.flatMap((table) => table.output ?? []);
  return {
    annotations: new Map(rows.flatMap((row) => (row.description ? [[row.id, row.description.trim()]] : []))),
    outputs: new Map(columns.flatMap((column) => (column.name ? [[column.id, column.name]] : []))),
    inputs: [
      ...new Set(
        tables
          .flatMap((table) => [table.text, ...(table.input ?? []).map((input) => input.inputExpression?.text)])
          .flatMap((text) => variablesIn(text ?? '')),
      ),
    ].filter((name) => !decisions.some(({ id }) => id === name)),
    expressions: expressionsOf(await readRules(xml)),
  };
}

// A deployed decision never changes, and reading its file takes longer than evaluating it.
const read = new Map<string, TableTexts>();
const MOST = 200;

/** Texts of a deployed decision; the read model must know the deployment, so a lagging one is waited for. */
export async function tableTexts(db: Db, decisionKey: string): Promise<TableTexts> {
  const { rows } = await db.query<{ digest: string }>(
    `SELECT md5(r.xml) AS digest FROM read.decision d JOIN read.decision_requirements r ON r.key = d.drg_key WHERE d.decision_key = $1`,
    [decisionKey],
  );
  // An ordinary error: the job is tried again.
  if (!rows[0]) throw new Error(`决策表（键 ${decisionKey}）尚未进入查询库，稍后自动重试`);
  const { digest } = rows[0];
  const before = read.get(digest);
  if (before) return before;
  const file = await db.query<{ xml: string }>(
    `SELECT r.xml FROM read.decision d JOIN read.decision_requirements r ON r.key = d.drg_key WHERE d.decision_key = $1`,
    [decisionKey],
  );
  const texts = await textsIn(file.rows[0]!.xml);
  if (read.size >= MOST) read.clear();
  read.set(digest, texts);
  return texts;
}
