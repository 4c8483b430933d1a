import { Router } from 'express';
import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { toWire } from '../../domain/clock.ts';
import {
  GROUP_IDS,
  GROUPS,
  type GroupId,
  listMemberEdits,
  listMembers,
  replaceMembers,
} from '../../domain/meetings/members.ts';
import { holdsPost, listPosts, loadNames, type Principal } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

const Text = (label: string, most: number) =>
  z
    .string({ error: `请填写${label}` })
    .trim()
    .min(1, `请填写${label}`)
    .max(most, `至多 ${most} 个字`);
export const Members = z.strictObject(
  {
    /** As read: an edit by somebody else in between is not overwritten. */
    revision: z.int({ error: '应为整数' }),
    members: z
      .array(
        z.strictObject({
          role: Text('组内职务', 20),
          title: Text('职务', 60),
          post: z.string({ error: '应为岗位或者 null' }).max(100).nullable().default(null),
        }),
        { error: '应为成员列表' },
      )
      .min(1, '至少一名成员')
      .max(100, '至多 100 名成员'),
    reason: Reason,
  },
  { error: '请以 {"revision":…,"members":[…],"reason":…} 提交' },
);

const mayEdit = (who: Principal): boolean => holdsPost(who, 'process-owner') || holdsPost(who, 'sysadmin');

/** Members of the two groups as posts (历下政发〔2019〕1号 附件1、2). */
export function memberRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/members', async (req, res) => {
    const [members, edits, names] = await Promise.all([listMembers(pool), listMemberEdits(pool), loadNames(pool)]);
    const items = GROUP_IDS.map((group) => ({
      group,
      name: GROUPS[group],
      revision: Math.max(...edits.filter((e) => e.group === group).map((e) => e.revision)),
      members: members
        .filter((m) => m.group === group)
        .map(({ role, title, post, holders }) => ({ role, title, post, holders })),
      edits: edits
        .filter((e) => e.group === group)
        .map((e) => ({ ...e, at: toWire(e.at), actorName: e.actor ? nameIn(names, e.actor) : '首次录入' })),
    }));
    res.json({ items, total: items.length, may: { edit: mayEdit(principalOf(req)) } });
  });

  router.put('/members/:group', json({ limit: '100kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!mayEdit(who)) throw forbidden('只有流程设计员和系统管理员可以修改成员名单。');
    const group = GROUP_IDS.find((id): id is GroupId => id === req.params.group);
    if (!group) throw notFound('成员名单');
    const { revision, members, reason } = parseBody(Members, req.body);
    refuseUnstorable(req.body);
    const posts = new Set((await listPosts(pool)).map((post) => post.id));
    const errors = members.flatMap(({ post, title }, i) => {
      if (post !== null && !posts.has(post)) return [{ path: `members.${i}.post`, message: '岗位不存在' }];
      const before = members.slice(0, i);
      if (before.some((m) => m.title === title)) return [{ path: `members.${i}.title`, message: '同一职务出现两次' }];
      if (post !== null && before.some((m) => m.post === post))
        return [{ path: `members.${i}.post`, message: '同一岗位出现两次' }];
      return [];
    });
    if (errors.length) throw invalid(errors);
    const by = { actor: who.username, reason, revision };
    const done = await inTransaction(pool, (db) => replaceMembers(db, group, members, by));
    if (!done) throw conflict('成员名单刚刚被他人修改，请刷新后重新填写。');
    res.locals.audit = { group, reason };
    res.json({ group, revision: revision + 1 });
  });

  return router;
}
