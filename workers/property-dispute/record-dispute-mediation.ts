import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { joinCase } from '../../domain/cases/store.ts';
import { startCase } from '../../domain/cases/start.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { loadNames } from '../../domain/people/store.ts';
import { mediationPaper } from '../../domain/property/papers.ts';
import { ownersDecision } from '../../domain/property/procedures.ts';
import { noteMediation } from '../../domain/property/store.ts';
import { COMMITTEE, HOTLINE } from '../../domain/property/units.ts';
import { LEVELS, nextLevel, type Result, RESULTS } from '../../domain/property/words.ts';
import { defineWorker } from '../run-job.ts';

const mediation = z.object({
  result: z.enum(Object.keys(RESULTS) as [Result, ...Result[]]),
  heldOn: z.string(),
  participants: z.string().nullish(),
  departments: z.array(z.string()).nullish(),
  text: z.string(),
  unlawful: z.boolean().nullish(),
  decisionTitle: z.string().nullish(),
  by: z.string().nullish(),
});

/** What a level came to: its record, and whether the next one takes over. An unlawful decision of owners gets a case of its own. */
export const recordDisputeMediation = defineWorker({
  type: 'record-dispute-mediation',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    level: z.enum(['community', 'street', 'district']),
    source: z.string(),
    filingUnit: z.string(),
    community: z.string(),
    subDistrict: z.string(),
    estate: z.string(),
    content: z.string(),
    receivedOn: z.string(),
    communityMediation: mediation.nullish(),
    streetMediation: mediation.nullish(),
    coordination: mediation.nullish(),
  }),
  async perform(v, job, { pool, engine, dataDir }) {
    const { caseId, level } = v;
    const held = { community: v.communityMediation, street: v.streetMediation, district: v.coordination }[level];
    if (!held) throw new PermanentFault(`缺少${LEVELS[level]}级的调处结果：请系统管理员核对流程图。`);
    const names = await loadNames(pool);
    const unit: string = { community: v.community, street: v.subDistrict, district: COMMITTEE }[level];
    await storeDocument(pool, dataDir, {
      caseId,
      name: `物业纠纷${LEVELS[level]}级调处记录`,
      pdf: await mediationPaper({
        ...{ caseId, level, estate: v.estate, content: v.content, heldOn: held.heldOn, text: held.text },
        participants: held.participants ?? (held.departments ?? []).map((id) => names.get(id) ?? id).join('、'),
        result: held.result,
        issuer: names.get(unit) ?? unit,
      }),
      effectKey: `${job.elementInstanceKey}:mediation-record`,
      kind: 'mediation-record',
    });
    const review = held.unlawful ? await openReview(held.decisionTitle ?? '') : null;
    await inTransaction(pool, async (db) => {
      await noteMediation(db, caseId, level, held.result);
      if (held.departments?.length) await joinCase(db, caseId, held.departments);
      const text = `${LEVELS[level]}级：${RESULTS[held.result]}${review ? `；违法违规的业主决定另立案审查，编号 ${review}` : ''}`;
      await recordEvent(
        db,
        { caseId, kind: 'mediation-recorded', actor: held.by ?? null, detail: { level, review, text } },
        job,
      );
    });
    const settled = held.result === 'settled';
    const escalated = !settled && level !== 'district';
    // Who answers is who registered it; the hotline gets the answer of whoever dealt with it last.
    const answerer = v.filingUnit === HOTLINE ? unit : v.filingUnit;
    return {
      ...{ reached: level, settled, escalated, level: escalated ? nextLevel(level) : level, answerer },
      // Somebody else asks whether people are satisfied.
      visitor: v.source === 'hotline' ? HOTLINE : answerer === v.subDistrict ? COMMITTEE : v.subDistrict,
    };

    async function openReview(title: string): Promise<string> {
      const opened = await startCase(pool, engine, ownersDecision, {
        variables: {
          ...{ filingUnit: v.community, subDistrict: v.subDistrict, estate: v.estate, body: 'committee' },
          ...{ decisionKind: 'other', title, decidedOn: v.receivedOn, content: v.content },
          ...{ origin: 'dispute', disputeId: caseId },
        },
        createdBy: '系统自动',
        idempotencyKey: `owners-decision:${caseId}:${title}`,
        parentCaseId: caseId,
      });
      if (opened === 'other-content') throw new PermanentFault('该决定已用其他内容立案审查：请系统管理员核对。');
      return opened.id;
    }
  },
});
