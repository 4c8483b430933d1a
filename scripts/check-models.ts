import path from 'node:path';
import { checkArticles, checkIds } from './models/articles.ts';
import { checkForms } from './models/forms.ts';
import { checkLayout } from './models/layout.ts';
import { loadModels } from './models/load.ts';
import { checkReferences } from './models/references.ts';

/** `npm run check:models`: what bpmnlint does not know about our diagrams, rules and forms. */
const root = process.cwd();
const models = await loadModels(path.join(root, 'processes'));
const faults = [
  ...models.diagrams.flatMap((diagram) => [...checkIds(diagram), ...checkLayout(diagram)]),
  ...checkArticles(models),
  ...checkReferences(models, path.join(root, 'workers')),
  ...checkForms(models),
];
for (const fault of faults) console.error(fault);
const { diagrams, rules, forms } = models;
console.log(
  `${diagrams.length} diagrams, ${rules.length} rules, ${forms.length} forms: ` +
    (faults.length ? `${faults.length} faults` : 'no faults'),
);
process.exitCode = faults.length || !diagrams.length ? 1 : 0;
