import { documentationOf } from '../../domain/models/moddle.ts';
import type { Diagram, Models } from './load.ts';

const SPEAKING = /^[A-Z][A-Za-z]*_[A-Z][A-Za-z]+$/;
const COUNT = '[一二三四五六七八九十百]+';
/**
 * How the notices head their parts: 第二条, 第四条（一）, 第二部分第三条, 附件2 四（二）, 二（三）; and 三 alone, where a part has no
 * articles. A heading stands right after the number of its notice and ends there.
 */
const ARTICLE = new RegExp(
  `〔\\d{4}〕\\d+号 (第${COUNT}条|第${COUNT}部分(第${COUNT}条)?|附件\\d*|${COUNT}（${COUNT}）|${COUNT}(?=[：；，、]|$))`,
);
/** Whether a documentation names an article of a notice. */
export const namesArticle = (documentation: string): boolean => ARTICLE.test(documentation);

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
      .filter((e) => e.$type === 'bpmn:UserTask' && !namesArticle(documentationOf(e)))
      .map((e) => `${file}: ${e.id}: documentation names no article`),
  );
  const rows = rules.flatMap(({ file, id, rows }) =>
    rows
      .filter((row) => !namesArticle(row.description ?? ''))
      .map((row) => `${file}: ${id}: row ${row.id} names no article`),
  );
  const policies = rules
    .filter((rule) => !['UNIQUE', 'COLLECT'].includes(rule.hitPolicy))
    .map(({ file, id, hitPolicy }) => `${file}: ${id}: hit policy ${hitPolicy}, only UNIQUE and COLLECT`);
  return [...steps, ...rows, ...policies];
}
