import { z } from 'zod';
import { holdsKind } from '../people/store.ts';
import type { Procedure, StartContext } from '../procedure.ts';
import { text, unitOf, unitsOf, unknownKeys } from '../start-values.ts';
import { jointMeetingFacts, MEETING_KINDS, type MeetingKind } from './facts.ts';
import { refuseOtherUnits } from './procedure.ts';

const BUREAU = 'approval-bureau';
const OFFICE = 'joint-meeting-office';
/** The seat of the convenor, as a unit. */
const CONVENOR = 'joint-meeting';

const ofBureau = (kind: MeetingKind): boolean => kind === 'docking' || kind === 'coordination';
/** Who prepares a meeting (附件1 一, 附件2 一（三）). */
export const organiserOf = (kind: MeetingKind): string => (ofBureau(kind) ? BUREAU : OFFICE);
/** Who convenes and chairs it, unless the convenor appoints a deputy. */
export const chairOf = (kind: MeetingKind): string => (ofBureau(kind) ? `${BUREAU}.head` : `${CONVENOR}.head`);

const startSchema = ({ units }: Pick<StartContext, 'units'>) =>
  z.strictObject(
    {
      filingUnit: unitOf(units, '提出单位'),
      kind: z.enum(Object.keys(MEETING_KINDS) as [MeetingKind, ...MeetingKind[]], { error: '请选择会议类别' }),
      subject: text('会议名称', 100),
      topics: text('议题和需解决的问题', 5000),
      departments: unitsOf(units, '参会单位'),
    },
    { error: (issue) => unknownKeys(issue) ?? '会议内容应为一个对象' },
  );

/** Regular, special and joint meetings, and those of the bureau with departments (历下政办发〔2019〕1号 附件1、附件2 一). */
export const jointMeeting: Procedure = {
  id: 'joint-meeting',
  startMessage: 'start-joint-meeting',
  startForm: 'propose-joint-meeting',
  prefix: 'JM',
  leadingUnit: OFFICE,
  supervisingUnit: 'supervision-office',
  decisions: [],
  archives: true,
  facts: jointMeetingFacts,
  mayStart: (who) => holdsKind(who, 'clerk'),
  startSchema,
  decisionInput: () => z.strictObject({}),
  titleOf: ({ kind, subject }) => `${MEETING_KINDS[kind as MeetingKind]}：${String(subject)}`,
  participatingUnits: ({ kind, filingUnit, departments }) => [
    ...new Set([
      organiserOf(kind as MeetingKind),
      ...(ofBureau(kind as MeetingKind) ? [] : [CONVENOR]),
      filingUnit as string,
      ...(departments as string[]),
    ]),
  ],
  refusesStarter(who, variables) {
    const kind = variables.kind as MeetingKind;
    if (kind === 'regular' && variables.filingUnit !== OFFICE) return '例会应由联席会议办公室提出。';
    if (ofBureau(kind) && variables.filingUnit !== BUREAU) return '对接会、协调会应由区行政审批服务局召集。';
    return refuseOtherUnits(who, variables);
  },
};
