import { whatFieldsDecide } from '../../domain/models/decides.ts';
import { parseDiagram } from '../../domain/models/diagram.ts';
import { readFileSync } from 'node:fs';

const decisions = async (process: string, element: string, fields: string[]) =>
  whatFieldsDecide(
    await parseDiagram(readFileSync(`processes/${process}.bpmn`, 'utf8')),
    element,
    fields,
    new Map([['comment-period', ['urgent']]]),
  );
const questions = async (...of: Parameters<typeof decisions>) =>
  Object.fromEntries(Object.entries(await decisions(...of)).map(([field, all]) => [field, all.map((d) => d.question)]));

test('a field is followed through output mappings, lists of what is done for several, and rules', async () => {
  // headResult -> headOpinion.result
  expect(
    await questions('fast-track-decision/fast-track-decision', 'Task_GiveHeadOpinion', ['headResult', 'headText']),
  ).toEqual({ headResult: ['领导意见？'] });
  // answer -> appointmentAnswer.answer, and of every department -> appointmentAnswers[answer = ...]
  expect(
    await questions('on-site-inspection/on-site-inspection', 'Task_AnswerAppointment', ['answer', 'answerReason']),
  ).toEqual({ answer: ['是否拒绝？', '是否另约？'] });
  // urgent -> draft.urgent -> rule
  expect(
    await questions('decision-disclosure/decision-disclosure', 'Task_DraftDisclosure', ['urgent', 'subject']),
  ).toEqual({ urgent: ['核对征集期限'] });
});

test('what nothing asks for decides nothing; nor does an element that there is not', async () => {
  expect(
    await decisions('fast-track-decision/fast-track-decision', 'Task_GiveOpinion', ['opinion', 'opinionText']),
  ).toEqual({});
  expect(await decisions('fast-track-decision/fast-track-decision', 'Task_Gone', ['opinion'])).toEqual({});
});
