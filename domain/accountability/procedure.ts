import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { maySeeCase } from '../access.ts';
import { findCase } from '../cases/store.ts';
import { now, toWire } from '../clock.ts';
import { findPrincipal, holdsPost, type Principal } from '../people/store.ts';
import type { CompletedStart, Procedure, StartContext } from '../procedure.ts';
import { restrictCase } from '../restricted/store.ts';
import { blankIsNothing, text, unitOf, unknownKeys } from '../start-values.ts';
import { accountabilityFacts } from './facts.ts';
import { accountabilityPosts, postsOf, unitOfPost } from './posts.ts';
import { mayRefer, mayReferFrom } from './refer.ts';
import { consequenceKeys, consequencesOf, fits, type Situation, situationKeys, SITUATIONS } from './situations.ts';
import { openAccountability } from './store.ts';

const optional = (label: string, max: number) => z.preprocess(blankIsNothing, text(label, max).optional());

const startSchema = ({ units }: Pick<StartContext, 'units'>) =>
  z
    .strictObject(
      {
        filingUnit: unitOf(units, '移送单位'),
        sourceCase: optional('来源事项编号', 40),
        person: z.string({ error: '请选择当事人' }).min(1, '请选择当事人').max(100, '请选择当事人'),
        situation: z.enum(situationKeys, { error: '请选择情形' }),
        consequence: z.enum(consequenceKeys, { error: '请选择造成的后果' }),
        provision: optional('违反的规定', 500),
        facts: text('事实和后果', 5000),
      },
      { error: (issue) => unknownKeys(issue) ?? '线索应为一个对象' },
    )
    .superRefine(({ situation, consequence, provision }, ctx) => {
      if (!fits(situation, consequence))
        ctx.addIssue({
          code: 'custom',
          path: ['consequence'],
          message: `该情形须造成：${consequencesOf(situation)}`,
        });
      if (situation === 'other-breach' && !provision)
        ctx.addIssue({ code: 'custom', path: ['provision'], message: '请写明违反的法律、法规、规章条款' });
    });

/** 审批和监管责任追究 (历下政办发〔2019〕1号 附件2 四): one case a person, seen by those concerned only. */
export const accountability: Procedure = {
  id: 'accountability',
  startMessage: 'start-accountability',
  startForm: 'refer-accountability',
  prefix: 'ACC',
  leadingUnit: 'discipline-supervision',
  supervisingUnit: 'joint-meeting',
  decisions: [],
  archives: true,
  restricted: true,
  withdrawable: false,
  facts: accountabilityFacts,
  mayStart: mayRefer,
  startSchema,
  decisionInput: () => z.record(z.string(), z.unknown()),
  // Stands in notices and on cards: it names nobody.
  titleOf: ({ situation }) => `责任追究：情形${SITUATIONS[situation as Situation]}`,
  participatingUnits: (v) => [
    ...new Set([v.investigator, v.concluder, v.reviewer].map((post) => unitOfPost(post as string))),
  ],
  leadingUnitOf: ({ concluder }) => unitOfPost(concluder as string),
  filingUnit: ({ filingUnit }) => filingUnit as string,
  refusesStarter: (who, { filingUnit }) =>
    ['clerk', 'head'].some((kind) => holdsPost(who, `${String(filingUnit)}.${kind}`))
      ? null
      : '应由移送单位的经办人或主要负责人移送。',
  completeStart,
  refusesSecond,
  async opens(db, caseId, v) {
    const posts = [v.investigator, v.concluder, v.reviewer] as string[];
    await restrictCase(db, caseId, v.person as string, posts);
    await openAccountability(db, caseId, {
      person: v.person as string,
      situation: v.situation as string,
      openedBy: v.openedBy as string,
      sourceCase: (v.sourceCase as string | undefined) ?? null,
    });
  },
};

async function completeStart(db: Db, v: Record<string, unknown>, who: Principal): Promise<CompletedStart> {
  const say = (path: string, message: string) => ({ errors: [{ path, message }] });
  const person = await findPrincipal(db, v.person as string);
  if (!person) return say('person', '没有这个人员，请从名单中选择');
  if (person.username === who.username) return say('person', '不能移送本人');
  const posts = await accountabilityPosts(db);
  if (postsOf(posts).some((post) => holdsPost(person, post)))
    return say('person', '当事人现任责任追究的承办岗位，请先由系统管理员另行指定承办岗位');
  let sourceTitle: string | null = null;
  if (v.sourceCase) {
    const source = await findCase(db, v.sourceCase as string);
    if (!source || !(await maySeeCase(db, who, source.id)))
      return say('sourceCase', '没有这个事项，或您不能查看，请核对编号');
    const refused = await mayReferFrom(db, who, source);
    if (refused) return say('sourceCase', refused);
    sourceTitle = source.title;
  }
  return {
    variables: {
      ...v,
      sourceTitle,
      openedBy: who.username,
      openedAt: toWire(now()),
      investigator: posts.investigate,
      concluder: posts.conclude,
      reviewer: posts.review,
      investigatingUnit: unitOfPost(posts.investigate),
      concludingUnit: unitOfPost(posts.conclude),
      reviewingUnit: unitOfPost(posts.review),
    },
  };
}

/** The same clue by the same person at once; what others reported is none of his business. */
async function refusesSecond(db: Db, caseId: string, v: Record<string, unknown>): Promise<string | null> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('accountability'), hashtext($1))`, [v.openedBy]);
  const { rows } = await db.query<{ id: string }>(
    `SELECT case_id AS id FROM accountability
      WHERE case_id <> $1 AND opened_by = $2 AND person = $3 AND source_case IS NOT DISTINCT FROM $4 AND closed_at IS NULL AND declined IS NULL
      LIMIT 1`,
    [caseId, v.openedBy, v.person, v.sourceCase ?? null],
  );
  return rows[0] ? `您已就同一人员、同一来源移送线索（${rows[0].id}），请勿重复移送。` : null;
}
