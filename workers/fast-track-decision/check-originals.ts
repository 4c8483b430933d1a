import { checkOriginals as check } from '../../domain/archive/check-originals.ts';
import { ArchiveFacts, kindsOfFiles, missingOriginals } from '../../domain/fast-track/originals.ts';
import { defineWorker } from '../run-job.ts';

export const checkOriginals = defineWorker({
  type: 'check-originals',
  timeoutMs: 60_000,
  input: ArchiveFacts,
  perform: (facts, job, { pool }) =>
    check(pool, facts.caseId, kindsOfFiles(facts), (files) => missingOriginals(facts, files), job),
});
