import { checkOriginals } from '../../domain/archive/check-originals.ts';
import { kindsOfFiles, missingOriginals, ParkArchiveFacts } from '../../domain/parks/originals.ts';
import { defineWorker } from '../run-job.ts';

export const checkParkOriginals = defineWorker({
  type: 'check-park-originals',
  timeoutMs: 60_000,
  input: ParkArchiveFacts,
  perform: (facts, job, { pool }) =>
    checkOriginals(pool, facts.caseId, kindsOfFiles(facts), (files) => missingOriginals(facts, files), job),
});
