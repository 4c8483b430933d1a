import { z } from 'zod';
import { agreementTemplate } from '../../domain/parks/agreement.ts';
import { park } from '../../domain/parks/variables.ts';
import { defineWorker } from '../run-job.ts';

export const prepareParkAgreement = defineWorker({
  type: 'prepare-park-agreement',
  timeoutMs: 60_000,
  input: z.object(park),
  perform: async (facts) => ({ agreementTemplate: agreementTemplate(facts) }),
});
