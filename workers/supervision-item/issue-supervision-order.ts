import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { issueOrder } from '../../domain/ledger/items.ts';
import { orderPaper } from '../../domain/ledger/order-paper.ts';
import { item, order } from '../../domain/ledger/variables.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** Writes the order into the ledger, and files the 督查单. */
export const issueSupervisionOrder = defineWorker({
  type: 'issue-supervision-order',
  timeoutMs: 120_000,
  input: z.object({ ...item, order }),
  async perform({ order, ...of }, job, { pool, dataDir }) {
    const issued = await inTransaction(pool, (db) => issueOrder(db, of.caseId, order, job));
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: '督查单.pdf',
      pdf: await orderPaper(of, issued, await loadNames(pool)),
      effectKey: `${job.elementInstanceKey}:supervision-order`,
      kind: 'supervision-order',
    });
    return { order: issued };
  },
});
