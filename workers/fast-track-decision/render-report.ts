import { z } from 'zod';
import { now } from '../../domain/clock.ts';
import { projectReport } from '../../domain/documents/project-report.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** A report that was handed in as a file stays as it is; one that was typed becomes a PDF. */
export const renderReport = defineWorker({
  type: 'render-report',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    filingUnit: z.string(),
    filedOn: z.string(),
    subject: z.string(),
    report: z.object({ screening: z.string().nullish(), text: z.string(), files: z.array(z.string()) }),
  }),
  async perform({ caseId, filingUnit, filedOn, subject, report }, job, { pool, dataDir }) {
    if (report.files.length) return {};
    const names = await loadNames(pool);
    const text = [report.text, ...(report.screening ? ['初筛评估意见', report.screening] : [])].join('\n');
    const unit = names.get(filingUnit) ?? filingUnit;
    const pdf = await projectReport({
      caseId,
      createdAt: now().toISO() ?? '',
      subject,
      text,
      unit,
      on: filedOn,
    });
    const effectKey = `${job.elementInstanceKey}:report`;
    await storeDocument(pool, dataDir, { caseId, name: '项目报告书.pdf', pdf, effectKey, kind: 'project-report' });
    return {};
  },
});
