import { documentationOf } from '../../domain/models/moddle.ts';
import type { Diagram, Models } from './load.ts';

const SPEAKING = /^[A-Z][A-Za-z]*_[A-Z][A-Za-z]+$/;
const ARTICLE = /〔\d{4}〕\d+号 .*(第.+条|附件)/;

/** Ids are stable English names, not what a modeler made up (`Activity_0tw2fu0`). */
export function checkIds({ file, process, elements, lanes, participants }: Diagram): string[] {
  const wrong = [...elements, ...lanes, ...participants].filter(
    ({ id }) => !SPEAKING.test(id) || /[a-z]\d|\d[a-z]/.test(id),
  );
  const faults = wrong.map(({ id }) => `${file}: ${id}: id does not speak (like Task_CheckMaterials)`);
  if (!/^[a-z]+(-[a-z]+)*$/.test(process.id)) faults.push(`${file}: ${process.id}: process id is not kebab-case`);
  return faults;
}

/** People's steps and every row of a rule name the article that they carry out. */
export function checkArticles({ diagrams, rules }: Models): string[] {
  const steps = diagrams.flatMap(({ file, elements }) =>
    elements
      .filter((e) => e.$type === 'bpmn:UserTask' && !ARTICLE.test(documentationOf(e)))
      .map((e) => `${file}: ${e.id}: documentation names no article`),
  );
  const rows = rules.flatMap(({ file, id, rows }) =>
    rows
      .filter((row) => !ARTICLE.test(row.description ?? ''))
      .map((row) => `${file}: ${id}: row ${row.id} names no article`),
  );
  const policies = rules
    .filter((rule) => !['UNIQUE', 'COLLECT'].includes(rule.hitPolicy))
    .map(({ file, id, hitPolicy }) => `${file}: ${id}: hit policy ${hitPolicy}, only UNIQUE and COLLECT`);
  return [...steps, ...rows, ...policies];
}
