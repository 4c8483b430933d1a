import { parentPort } from 'node:worker_threads';
import type { Asked } from './aside.ts';
import { checkDiagram, readDiagramFile, RefusedFile } from './check.ts';
import { checkFile, readModelFile } from './file.ts';
import { lintRules } from './lint.ts';

// Started by aside.ts.
async function answer(asked: Asked): Promise<unknown> {
  switch (asked.kind) {
    case 'read':
      await readDiagramFile(asked.xml);
      return null;
    case 'check':
      return checkDiagram(asked.xml, asked.catalogue, asked.processId);
    case 'read-file':
      await readModelFile(asked.name, asked.content);
      return null;
    case 'check-file':
      return checkFile(asked.content, asked.known);
    case 'rules':
      return lintRules();
  }
}

parentPort?.on('message', ({ id, asked }: { id: number; asked: Asked }) => {
  answer(asked).then(
    (result) => parentPort?.postMessage({ id, result }),
    (error: unknown) =>
      parentPort?.postMessage({
        id,
        [error instanceof RefusedFile ? 'refused' : 'error']: error instanceof Error ? error.message : String(error),
      }),
  );
});
