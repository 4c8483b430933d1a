import { checkOriginals } from '../../domain/archive/check-originals.ts';
import { EvaluationArchiveFacts, kindsOfFiles, missingOriginals } from '../../domain/parks/evaluation-originals.ts';
import { defineWorker } from '../run-job.ts';

export const checkEvaluationOriginals = defineWorker({
  type: 'check-evaluation-originals',
  timeoutMs: 60_000,
  input: EvaluationArchiveFacts,
  perform: (facts, job, { pool }) =>
    checkOriginals(pool, facts.caseId, kindsOfFiles(facts), (files) => missingOriginals(facts, files), job),
});
