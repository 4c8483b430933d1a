import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

/** The two groups of 历下政发〔2019〕1号 第一条, and the joint meeting of 历下政办发〔2019〕1号 附件1. */
export const GROUPS = {
  'leading-group': '招商引资快速决策领导小组',
  'leading-group-office': '领导小组办公室',
  'joint-meeting': '行政审批服务改革联席会议',
} as const;
export type GroupId = keyof typeof GROUPS;
export const GROUP_IDS = Object.keys(GROUPS) as GroupId[];

export interface Member {
  role: string;
  /** 区财政局局长; never a name: 职务如有变动，由接任领导自然替补. */
  title: string;
  /** A post of the units; null for district leaders. */
  post: string | null;
}

export interface MemberRow extends Member {
  group: GroupId;
  /** Who holds the post today. */
  holders: string[];
}

const head = (unit: string, title: string): Member => ({ role: '成员', title, post: `${unit}.head` });

/** Leads a joint meeting on what is hot or hard (历下政办发〔2019〕1号 附件1 三（三）). */
const DEPUTY = '副召集人';

const SEED: Record<GroupId, Member[]> = {
  'leading-group': [
    { role: '组长', title: '区长', post: null },
    { role: '副组长', title: '常务副区长', post: null },
    { role: '副组长', title: '分管招商引资工作副区长', post: null },
    head('finance', '区财政局局长'),
    head('investment-promotion', '区投资促进局局长'),
  ],
  'leading-group-office': [
    { role: '主任', title: '分管招商引资工作副区长', post: null },
    { ...head('investment-promotion', '区投资促进局局长'), role: '副主任' },
    head('development-reform', '区发改局局长'),
    head('industry-it', '区工信局局长'),
    head('finance', '区财政局局长'),
    head('commerce', '区商务局局长'),
    head('approval-bureau', '区行政审批服务局局长'),
    head('market-regulation', '区市场监管局局长'),
    head('financial-development', '区金融办主任'),
    head('education-sports', '区教体局局长'),
    head('science-technology', '区科技局局长'),
    head('industry-commerce-federation', '区工商联主席、历下控股集团董事长'),
    head('taxation', '区税务局局长'),
  ],
  // 区食药监局 and 区体育局 of the annex have merged into others: their seats stand, without a post of their own.
  'joint-meeting': [
    { role: '召集人', title: '区委副书记、区长', post: 'joint-meeting.head' },
    { ...head('discipline-supervision', '区纪委书记、区监察委主任'), role: DEPUTY },
    { ...head('organisation-department', '区委组织部部长'), role: DEPUTY },
    { role: DEPUTY, title: '分管行政审批服务副区长', post: null },
    { ...head('approval-bureau', '区行政审批服务局局长'), role: '办公室主任' },
    head('government-office', '区政府办主任'),
    head('justice', '区法制办主任'),
    head('staffing-office', '区编办主任'),
    head('archives', '区档案局局长'),
    head('civil-affairs', '区民政局局长'),
    head('development-reform', '区发改委主任'),
    head('industry-it', '区经信局局长'),
    head('finance', '区财政局局长'),
    head('commerce', '区商务局局长'),
    head('market-regulation', '区市场监管局局长'),
    { role: '成员', title: '区食药监局局长', post: null },
    head('housing-construction', '区住建局局长'),
    head('urban-management', '区城管局局长'),
    head('parks-greening', '区园林局局长'),
    head('education-sports', '区教育局局长'),
    head('science-technology', '区科技局局长'),
    head('culture-tourism', '区文化局局长'),
    head('health', '区卫计局局长'),
    { role: '成员', title: '区体育局局长', post: null },
    head('human-resources', '区人社局局长'),
    head('foreign-affairs', '区外侨办主任'),
  ],
};

/** The lists of the annexes, where a group has none yet. */
export async function seedMembers(db: Db): Promise<void> {
  for (const group of GROUP_IDS) {
    const edit = {
      group,
      revision: 1,
      actor: null,
      reason: '历下政发〔2019〕1号 附件',
      before: [],
      after: SEED[group],
    };
    if (await recordEdit(db, edit)) await writeMembers(db, group, SEED[group]);
  }
}

export async function listMembers(db: Db): Promise<MemberRow[]> {
  const { rows } = await db.query<MemberRow>(
    `SELECT m.group_unit AS "group", m.role, m.title, m.post,
            ARRAY(SELECT a.display_name FROM post_holder h JOIN account a ON a.username = h.username
                   WHERE h.post = m.post AND h.from_date <= $1::date AND (h.until_date IS NULL OR h.until_date > $1::date)
                   ORDER BY h.from_date, a.username) AS holders
       FROM group_member m ORDER BY m.group_unit, m.ord`,
    [now().toISODate()],
  );
  return rows;
}

/** What a member is called in variables: the post where there is one, so that a new title changes nothing. */
export const memberId = (member: Member): string => member.post ?? member.title;

/** The members of both groups for investment once each, for choosing: leaders first. */
export const memberOptions = (db: Db): Promise<Option[]> => optionsOf(db, ({ group }) => group !== 'joint-meeting');

/** Whom the convenor may appoint to lead a joint meeting. */
export const deputyOptions = (db: Db): Promise<Option[]> =>
  optionsOf(db, ({ group, role }) => group === 'joint-meeting' && role === DEPUTY);

interface Option {
  label: string;
  value: string;
}

async function optionsOf(db: Db, chosen: (member: MemberRow) => boolean): Promise<Option[]> {
  const options = new Map<string, string>();
  for (const member of (await listMembers(db)).filter(chosen)) {
    const id = memberId(member);
    if (!options.has(id)) options.set(id, member.title);
  }
  return [...options].map(([value, label]) => ({ label, value }));
}

export interface MemberEdit {
  group: GroupId;
  revision: number;
  at: string;
  actor: string | null;
  reason: string;
  before: Member[];
  after: Member[];
}

export async function listMemberEdits(db: Db): Promise<MemberEdit[]> {
  const { rows } = await db.query<MemberEdit>(
    `SELECT group_unit AS "group", revision, at, actor, reason, before, after FROM group_member_edit
      ORDER BY at DESC, revision DESC LIMIT 500`,
  );
  return rows;
}

/** Replaces the list of a group; false when somebody else changed it since `revision`. In a transaction. */
export async function replaceMembers(
  db: Db,
  group: GroupId,
  members: Member[],
  by: { actor: string; reason: string; revision: number },
): Promise<boolean> {
  const last = await db.query<{ revision: number }>(
    'SELECT max(revision) AS revision FROM group_member_edit WHERE group_unit = $1',
    [group],
  );
  if (last.rows[0]?.revision !== by.revision) return false;
  const before = (await listMembers(db))
    .filter((member) => member.group === group)
    .map(({ role, title, post }) => ({ role, title, post }));
  const { actor, reason } = by;
  if (!(await recordEdit(db, { group, revision: by.revision + 1, actor, reason, before, after: members })))
    return false;
  await db.query('DELETE FROM group_member WHERE group_unit = $1', [group]);
  await writeMembers(db, group, members);
  return true;
}

async function recordEdit(db: Db, edit: Omit<MemberEdit, 'at'>): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO group_member_edit (group_unit, revision, at, actor, reason, before, after)
     VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING`,
    [
      edit.group,
      edit.revision,
      now().toISO(),
      edit.actor,
      edit.reason,
      JSON.stringify(edit.before),
      JSON.stringify(edit.after),
    ],
  );
  return rowCount === 1;
}

async function writeMembers(db: Db, group: GroupId, members: Member[]): Promise<void> {
  await db.query(
    `INSERT INTO group_member (group_unit, ord, role, title, post)
     SELECT $1, m.ord, m.role, m.title, m.post
       FROM unnest($2::int[], $3::text[], $4::text[], $5::text[]) AS m(ord, role, title, post)`,
    [
      group,
      members.map((_, i) => i),
      members.map((m) => m.role),
      members.map((m) => m.title),
      members.map((m) => m.post),
    ],
  );
}
