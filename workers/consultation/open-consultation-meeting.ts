import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { startCase } from '../../domain/cases/start.ts';
import { jointMeeting } from '../../domain/consultation/joint-procedure.ts';
import { consultationOf } from '../../domain/consultation/variables.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { defineWorker } from '../run-job.ts';

/** The meeting that takes the matter up: one a consultation, its own case. What a letter could not settle is disputed. */
export const openConsultationMeeting = defineWorker({
  type: 'open-consultation-meeting',
  timeoutMs: 60_000,
  input: z.object({
    ...consultationOf,
    way: z.enum(['letter', 'docking', 'coordination', 'joint']),
    assessment: z.object({ text: z.string().nullish() }).nullish(),
  }),
  async perform({ caseId, subject, filingUnit, content, departments, way, assessment }, job, { pool, engine }) {
    const kind = way === 'letter' ? 'coordination' : way;
    const topics = assessment?.text ? `${content}\n${assessment.text}` : content;
    // The proposer takes part as well.
    const units = [...new Set([...departments, filingUnit])];
    const opened = await startCase(pool, engine, jointMeeting, {
      variables: { kind, subject, topics, filingUnit, departments: units, consultationId: caseId },
      createdBy: '系统自动',
      idempotencyKey: `joint-meeting:${caseId}`,
      parentCaseId: caseId,
    });
    if (opened === 'other-content') throw new PermanentFault('该会商已用其他内容立会议事项：请系统管理员核对。');
    const detail = { meeting: opened.id, text: `转会议研究，会议事项 ${opened.id}` };
    await recordEvent(pool, { caseId, kind: 'meeting-opened', detail }, job);
    return { meetingCase: opened.id };
  },
});
