import { checkOriginals } from '../../domain/archive/check-originals.ts';
import { InspectionArchiveFacts, kindsOfFiles, missingOriginals } from '../../domain/on-site-inspection/originals.ts';
import { defineWorker } from '../run-job.ts';

export const checkInspectionOriginals = defineWorker({
  type: 'check-inspection-originals',
  timeoutMs: 60_000,
  input: InspectionArchiveFacts,
  perform: (facts, job, { pool }) =>
    checkOriginals(pool, facts.caseId, kindsOfFiles(facts), (files) => missingOriginals(facts, files), job),
});
