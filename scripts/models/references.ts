import path from 'node:path';
import { procedures } from '../../domain/procedures.ts';
import { workers } from '../../workers/start.ts';
import { extensions, filesIn, list, type Models } from './load.ts';

/** What only diagrams of owners use: an element template stands for it (modeler/templates.ts). */
const FOR_OWNERS = ['send-notice'];

/** One name throughout: job type = worker = file; every form and rule that is named exists, and none lies about unused. */
export function checkReferences({ diagrams, rules, forms }: Models, workersDir: string): string[] {
  const used = { jobs: new Set<string>(), forms: new Set<string>(), rules: new Set<string>() };
  const faults: string[] = [];
  for (const { file, elements } of diagrams) {
    for (const element of elements) {
      for (const task of extensions(element, 'zeebe:TaskDefinition')) used.jobs.add(String(task.type));
      for (const form of extensions(element, 'zeebe:FormDefinition')) used.forms.add(String(form.formId));
      for (const called of extensions(element, 'zeebe:CalledDecision')) used.rules.add(String(called.decisionId));
      for (const headers of extensions(element, 'zeebe:TaskHeaders'))
        for (const header of list(headers.values))
          if (header.key === 'decisionId') used.rules.add(String(header.value));
      if (element.$type !== 'bpmn:UserTask') continue;
      const properties = new Map(
        extensions(element, 'zeebe:Properties')
          .flatMap((holder) => list(holder.properties))
          .map((property) => [property.name, String(property.value)]),
      );
      const [reads, shows] = ['reads', 'shows'].map((name) => (properties.get(name) ?? '').split(',').filter(Boolean));
      const unread = (shows ?? []).filter((name) => !reads?.includes(name));
      if (!reads?.length) faults.push(`${file}: ${element.id}: says not which variables it reads`);
      if (unread.length) faults.push(`${file}: ${element.id}: shows what it may not read: ${unread.join(', ')}`);
      if (!extensions(element, 'zeebe:UserTask').length) faults.push(`${file}: ${element.id}: is no engine user task`);
    }
  }
  for (const procedure of procedures) {
    if (procedure.startForm) used.forms.add(procedure.startForm);
    procedure.decisions.forEach((id) => used.rules.add(id));
    if (!diagrams.some(({ process }) => process.id === procedure.id)) faults.push(`${procedure.id}: has no diagram`);
  }
  // A rule that is used brings those that it rests on.
  for (const id of used.rules) rules.find((rule) => rule.id === id)?.requires.forEach((other) => used.rules.add(other));
  const files = filesIn(workersDir, '.ts').map((file) => path.basename(file, '.ts'));
  const types = workers.map((worker) => worker.type);
  return [
    ...faults,
    ...difference(used.jobs, types).map((type) => `job type ${type} has no worker`),
    ...difference(types, [...used.jobs, ...FOR_OWNERS]).map((type) => `worker ${type} has no job type in a diagram`),
    ...difference(types, files).map((type) => `worker ${type} has no file of its name`),
    ...difference(files, types).map((file) => `workers/*/${file}.ts is not in workers/start.ts`),
    ...compare(
      'form',
      used.forms,
      forms.map(({ schema }) => schema.id),
    ),
    ...compare(
      'rule',
      used.rules,
      rules.map(({ id }) => id),
    ),
  ];
}

function compare(kind: string, used: Set<string>, there: string[]): string[] {
  return [
    ...difference(used, there).map((id) => `${kind} ${id} is used but does not exist`),
    ...difference(there, [...used]).map((id) => `${kind} ${id} is not used`),
  ];
}

const difference = (these: Iterable<string>, those: string[]): string[] => [...these].filter((x) => !those.includes(x));
