import { z } from 'zod';
import { now } from '../../domain/clock.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { filesOfCase } from '../../domain/files/store.ts';
import { inspectionPaper } from '../../domain/on-site-inspection/papers.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const renderInspectionRecord = defineWorker({
  type: 'render-inspection-record',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    matter: z.string(),
    applicant: z.string(),
    acceptedAt: z.string(),
    inspectionMode: z.enum(['bureau', 'joint']),
    inspection: z.object({
      at: z.string(),
      place: z.string(),
      participants: z.string(),
      departments: z.array(z.string()),
      findings: z.string(),
      photos: z.array(z.string()),
    }),
    inspectionEntry: z.object({ text: z.string(), late: z.boolean() }).nullish(),
  }),
  async perform({ inspection, inspectionMode, inspectionEntry, ...facts }, job, { pool, dataDir }) {
    const [names, files] = await Promise.all([loadNames(pool), filesOfCase(pool, facts.caseId)]);
    const { photos, ...record } = inspection;
    const pdf = await inspectionPaper({ ...facts, createdAt: now().toISO() ?? '' }, record, {
      mode: inspectionMode,
      departments: record.departments.map((id) => names.get(id) ?? id),
      photos: files.filter((file) => photos.includes(file.id)).map((file) => file.name),
      entry: inspectionEntry?.late ? inspectionEntry.text : null,
    });
    const effectKey = `${job.elementInstanceKey}:inspection-record`;
    await storeDocument(pool, dataDir, {
      caseId: facts.caseId,
      name: '现场勘验记录.pdf',
      pdf,
      effectKey,
      kind: 'inspection-record',
    });
    return {};
  },
});
