import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { compareClauses } from '../../domain/parks/agreement.ts';
import { agreement, signing } from '../../domain/parks/variables.ts';
import { defineWorker } from '../run-job.ts';

export const compareParkAgreement = defineWorker({
  type: 'compare-park-agreement',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), agreement, signing }),
  async perform({ caseId, agreement, signing }, job, { pool }) {
    const changes = compareClauses(agreement, signing);
    const text = changes.length
      ? `签署文本与草案不同：${changes.map(({ clause }) => clause).join('、')}`
      : '签署文本与草案一致';
    await recordEvent(pool, { caseId, kind: 'agreement-compared', detail: { changes, text } }, job);
    return { agreementChanges: changes };
  },
});
