import { z } from 'zod';

/** `materials` as a case's variable. */
export const Materials = z.array(
  z.object({
    name: z.string(),
    essential: z.boolean(),
    provided: z.boolean(),
    promisedBy: z.string().nullish(),
    /** Why it need not be handed in any more. */
    waived: z.string().nullish(),
  }),
);
