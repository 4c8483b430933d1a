import {
  extendZodWithOpenApi,
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { Router } from 'express';
import { z } from 'zod';
import { DEADLINE_STATES } from '../domain/deadlines/list.ts';
import { MEASURE_STATES } from '../domain/ledger/measures.ts';
import { isOpenTo, SCOPE_IDS, SCOPES } from '../domain/people/tokens.ts';
import { AccountBody, AccountChange, AccountQuery } from './routes/accounts.ts';
import { AbsenceQuery, NewAbsenceBody, PeopleQuery } from './routes/absences.ts';
import { Closing, DueQuery, LocalDay, Notice } from './routes/calendar.ts';
import { AuditExportQuery, AuditQuery, NotedQuery } from './routes/audit.ts';
import { CardQuery, OverdueReason, YellowQuery } from './routes/cards.ts';
import { CaseQuery, DiagramQuery, MarkBody, Move as MoveCase, NewCase, Withdraw } from './routes/cases.ts';
import { AccountabilitySetting } from './routes/accountability.ts';
import { CoalCancellation, CoalEntry } from './routes/coal.ts';
import { CopyQuery, NewComment, NewCopies } from './routes/copies.ts';
import { DeadlineQuery, ExportQuery, StatisticsQuery, SummaryQuery } from './routes/deadlines.ts';
import { CommentAnswers, CommentQuery, DisclosureQuery, MatterQuery, Moderation } from './routes/disclosures.ts';
import { Trial } from './routes/decisions.ts';
import { Move } from './routes/demo-clock.ts';
import { SearchQuery } from './routes/home.ts';
import { InformationQuery, ResultQuery } from './routes/exchange.ts';
import { SystemClaim, SystemResultQuery } from './routes/exchange-systems.ts';
import { Industries } from './routes/industries.ts';
import { ImportQuery, LedgerExportQuery, LedgerQuery } from './routes/ledger.ts';
import { Extend, Resume, Suspend } from './routes/limits.ts';
import {
  ApprovalSwitch,
  CheckBody,
  CompareQuery,
  Deployment,
  DraftBody,
  DropQuery,
  NewProcess,
  NewVersion,
  ReviewDecision,
} from './routes/models.ts';
import { MigrationOrder, MigrationPreview } from './routes/model-migrations.ts';
import {
  NewRehearsal,
  RehearsalClock,
  RehearsalCompletion,
  RehearsalMessage,
  RehearsalQuery,
} from './routes/rehearsals.ts';
import { NotificationKind, NotificationQuery, NotificationSettings } from './routes/notifications.ts';
import { NewPaper, PaperCheck, PaperExportQuery, PaperQuery } from './routes/papers.ts';
import { FileCheck, FileDraft, FileDropQuery, FileQuery, FormPreview, RuleTrial } from './routes/model-files.ts';
import {
  Cancellation,
  CertificateQuery,
  OperatorName,
  ParkExportQuery,
  ParkQuery,
  ParkSettings,
  Payment,
} from './routes/parks.ts';
import { DisputeQuery, IncomeQuery, OwnersDecisionQuery } from './routes/property.ts';
import { ReportQuery } from './routes/reports.ts';
import { HolderPreview, NewHolder, PostQuery } from './routes/posts.ts';
import { OperationsQuery, Retries } from './routes/operations.ts';
import { Reminder } from './routes/reminders.ts';
import { OidcStart } from './routes/oidc.ts';
import { OwnPassword, SignIn } from './routes/session.ts';
import { NewToken } from './routes/tokens.ts';
import { ProcedureSetting } from './routes/supervision.ts';
import { AskExtra, HandOn, Opinion, ReceiverQuery, SendBack, Why } from './routes/task-acts.ts';
import { Bulk, NewFilter, ViewBody } from './routes/task-lists.ts';
import { KeptFiling } from './routes/processes.ts';
import { Completion, TaskQuery, UploadQuery } from './routes/tasks.ts';
import { MOST_ROWS } from './sheets/cells.ts';
import { NewUnit, PeopleImportQuery, UnitChangeBody } from './routes/units.ts';
import { DeliveryQuery, WebhookBody } from './routes/webhooks.ts';
import { DecisionQuery } from './routes/meeting-decisions.ts';
import { Members } from './routes/members.ts';
import { Page } from './schemas.ts';

extendZodWithOpenApi(z);

const At = z.iso.datetime({ offset: true }).describe('ISO 8601, +08:00');
const Key = z
  .string()
  .regex(/^\d{1,19}$/)
  .describe('引擎键');
const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: z.int() });

const Problem = z.object({
  type: z.string(),
  title: z.string(),
  detail: z.string(),
  status: z.int(),
  instance: z.string().describe('可向管理员引用的编号'),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
const Decides = z
  .record(
    z.string(),
    z.array(z.object({ question: z.string(), ways: z.array(z.string()), basis: z.string().nullable() })),
  )
  .describe('表单项目（键）决定什么：网关或规则、各个去向、依据');
const JointStep = z
  .object({
    way: z.enum(['all', 'any', 'vote', 'other']).describe('会签、或签、票签，other：流程设定的其他条件'),
    total: z.int().describe('共几方'),
    needed: z.int().nullable().describe('满几方办完（会签、或签）或同意（票签）即继续'),
    done: z.int(),
    agreed: z.int().nullable().describe('票签：已有几票同意'),
    signers: z.array(
      z.object({
        key: Key,
        groupNames: z.array(z.string()),
        assigneeName: z.string().nullable(),
        state: z.enum(['open', 'done', 'canceled']),
        byName: z.string().nullable(),
        at: At.nullable(),
      }),
    ),
  })
  .nullable()
  .describe('几方同时办理的环节怎样决定、谁已办理；其他环节，或者不能查看事项的，为空');
const Task = z.object({
  key: Key,
  caseId: z.string().nullable(),
  element: z.string(),
  name: z.string(),
  group: z.string().nullable().describe('<unit>.<post> 或 <unit>'),
  assignee: z.string().nullable(),
  dueAt: At.nullable(),
  provisional: z.boolean().describe('暂定：到期日落在放假安排未公布的年度'),
  state: z.enum(['open', 'done', 'canceled']),
  createdAt: At,
  onBehalfOf: z.string().nullable().optional().describe('代哪个岗位办理'),
});
const Case = z.object({
  id: z.string(),
  parentCaseId: z.string().nullable(),
  process: z.string(),
  title: z.string(),
  status: z.enum(['running', 'suspended', 'completed', 'withdrawn', 'failed']),
  outcome: z.string().nullable(),
  createdAt: At,
});
const Deadline = z.object({
  id: z.string(),
  caseId: z.string(),
  obligation: z.string(),
  subject: z.string().nullable(),
  unit: z.string().nullable(),
  name: z.string(),
  legalBasis: z.string().nullable(),
  workingDays: z.int(),
  startedAt: At,
  warnAt: At,
  dueAt: At,
  state: z.enum(DEADLINE_STATES),
  remainingWorkingDays: z.int().nullable(),
  provisional: z.boolean(),
  nextRung: z.string().nullable(),
});
const SIGNED =
  '请求头 x-lixia-system（系统编号）、x-lixia-timestamp（秒）、x-lixia-signature: sha256=<以密钥对“<timestamp>.<METHOD> <地址及查询>\\n<正文>”计算的 HMAC-SHA256>';
const ApprovalResult = z.object({
  caseId: z.string(),
  matter: z.string(),
  applicant: z.string(),
  result: z.enum(['granted', 'refused']),
  resultName: z.string(),
  decisionNumber: z.string().nullable(),
  decidedOn: z.iso.date(),
  validUntil: z.iso.date().nullable(),
  standing: z
    .enum(['valid', 'change', 'withdraw', 'revoke', 'cancel'])
    .describe('有效、已变更、已撤回、已撤销、已注销'),
  standingName: z.string(),
  standingOn: z.iso.date().nullable(),
  standingCase: z.string().nullable(),
  handedAt: At,
  claims: z.array(
    z.object({
      push: z.string().describe('一次推送的编号，认领时使用'),
      department: z.string(),
      departmentName: z.string(),
      change: z.string().nullable(),
      state: z.enum(['open', 'claimed', 'not-ours', 'released']),
      stateName: z.string(),
      pushedAt: At,
      answeredAt: At.nullable(),
      answeredBy: z.string().nullable(),
      measures: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
});
const SupervisionBody = z.object({
  informationKind: z.enum(['finding', 'penalty', 'law-change', 'training']),
  subject: z.string().max(100),
  content: z.string().max(5000),
  documentNumber: z.string().max(100).optional().describe('处罚结果、政策变动必填'),
  happenedOn: z.iso.date(),
  effectiveOn: z.iso.date().optional(),
  approvalCase: z.string().max(40).optional().describe('推送给本单位的审批事项编号'),
});
const SupervisionInformation = z.object({
  caseId: z.string(),
  unit: z.string(),
  unitName: z.string(),
  kind: SupervisionBody.shape.informationKind,
  kindName: z.string(),
  subject: z.string(),
  content: z.string(),
  documentNumber: z.string().nullable(),
  happenedOn: z.iso.date(),
  effectiveOn: z.iso.date().nullable(),
  approvalCase: z.string().nullable(),
  pushedAt: At,
  action: z.enum(['noted', 'adjust', 'verify']).nullable(),
  actionName: z.string().nullable(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: At.nullable(),
});
/** What outside systems get by webhook. */
const Pushed = z.object({
  id: Key,
  kind: NotificationKind,
  at: At,
  title: z.string(),
  text: z.string(),
  case: z.object({ id: z.string(), title: z.string(), process: z.string() }).nullable(),
  task: z.object({ key: Key }).nullable(),
  limit: z.unknown(),
  information: z
    .discriminatedUnion('type', [
      ApprovalResult.pick({
        matter: true,
        applicant: true,
        result: true,
        decisionNumber: true,
        decidedOn: true,
        validUntil: true,
      }).extend({
        type: z.literal('approval-result'),
        push: z.string(),
        department: z.string(),
        resultCase: z.string(),
        change: z.string().nullable().describe('许可变更、撤回、撤销、注销后再次推送时的说明'),
      }),
      SupervisionInformation.pick({
        caseId: true,
        unit: true,
        kind: true,
        subject: true,
        content: true,
        documentNumber: true,
        happenedOn: true,
        effectiveOn: true,
        approvalCase: true,
      }).extend({ type: z.literal('supervision') }),
      SupervisionInformation.pick({ caseId: true, unit: true, action: true, answer: true }).extend({
        type: z.literal('supervision-answer'),
      }),
    ])
    .nullable()
    .describe('会商和信息互通类消息的内容'),
  recipients: z.array(z.string()).describe('岗位和单位'),
});
const Account = z.looseObject({
  username: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'system']),
  active: z.boolean(),
  mustChange: z.boolean(),
  lastSignInAt: At.nullable(),
  locks: z.array(z.object({ address: z.string(), until: At })),
});
const AccessToken = z.looseObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPE_IDS)),
  expiresAt: At,
  lastUsedAt: At.nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
});
const Tenure = z.object({ name: z.string(), from: z.iso.date(), until: z.iso.date().nullable(), present: z.boolean() });
const Figures = z.object({
  met: z.int(),
  metLate: z.int(),
  overdue: z.int().describe('到期未办结'),
  total: z.int(),
  onTimeRate: z.number().nullable(),
  averageWorkingDays: z.number().nullable(),
  medianWorkingDays: z.number().nullable(),
  p90WorkingDays: z.number().nullable().describe('九成在此天数之内'),
});
const ReportSection = z.object({
  id: z.string(),
  title: z.string(),
  head: z.string(),
  columns: z.array(z.string()),
  rows: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      cells: z.array(
        z.object({
          value: z.number().nullable(),
          text: z.string(),
          as: z.enum(['rate', 'days', 'rank']).optional().describe('缺省为件数'),
          list: z
            .object({
              of: z.enum(['limits', 'tasks', 'cases', 'cards', 'yellow']),
              query: z.record(z.string(), z.string()),
            })
            .optional()
            .describe('所计的清单及其筛选条件；件数等于该清单的总数'),
        }),
      ),
    }),
  ),
  note: z.string().describe('统计口径'),
});
const Group = Figures.extend({ key: z.string(), name: z.string() });
const Moved = z.object({
  id: z.string(),
  from: At.nullable(),
  to: At.nullable().describe('null：中止计时'),
  becomesOverdue: z.boolean(),
});
const Absence = z.looseObject({
  id: z.string(),
  username: z.string(),
  substitute: z.string().nullable().describe('null：缺席且无人代理'),
  fromAt: At,
  untilAt: At,
  processes: z.array(z.string()).nullable().describe('null：全部流程'),
  reason: z.string(),
  state: z.enum(['planned', 'active', 'ended']),
});
const MovingTask = z.looseObject({ key: Key, name: z.string().nullable(), caseId: z.string().nullable() });
const CaseWhole = Case.extend({
  variables: z.record(z.string(), z.unknown()),
  tasks: z.array(Task),
  deadlines: z.array(Deadline),
});
const Card = z.object({
  caseId: z.string(),
  round: z.int(),
  issuedAt: At,
  state: z.enum(['issued', 'explained', 'upheld', 'revoked']),
  attribution: z.enum(['own-step', 'applicant', 'other-unit', 'force-majeure']).nullable(),
  reason: z.string().nullable(),
  revokedBecause: z.enum(['verification', 'appeal', 'limit-changed']).nullable(),
});
const Setting = z.looseObject({ process: z.string(), supervisingUnit: z.string() });
const File = z.object({ id: z.string(), name: z.string(), size: z.int(), sha256: z.string() });
const Paper = z.object({
  id: z.string(),
  kind: z.enum(['scan', 'print', 'none']).describe('扫描自纸质原件、打印形成纸质原件、没有纸质原件'),
  stamped: z.boolean().describe('盖章'),
  signed: z.boolean().describe('签字'),
  place: z.string().describe('存放位置'),
  of: z.object({ id: z.string(), name: z.string() }).nullable().describe('所扫描的是哪一份文件的纸质原件'),
  reason: z.string().nullable().describe('更正理由'),
  by: z.string(),
  byName: z.string(),
  at: At,
  checked: z.object({ by: z.string(), byName: z.string(), at: At }).nullable().describe('与纸质原件核对'),
});
const Standing = z.enum(['lacking', 'unchecked', 'checked']).describe('缺原件、待核对、已核对');
const Scan = z.object({ id: z.string(), name: z.string() }).nullable().describe('该原件的扫描件，是另一份文件时');
const ParkSetting = z.looseObject({ revision: z.int(), revocationDecider: z.string().nullable() });
const Measure = z.looseObject({
  id: z.string(),
  sourceNumber: z.string(),
  article: z.string(),
  text: z.string(),
  lead: z.array(z.string()),
  support: z.array(z.string()),
  dueOn: z.iso.date().nullable(),
  caseId: z.string().nullable(),
  progress: z.int(),
  state: z.enum(MEASURE_STATES),
});
const Park = z.looseObject({
  id: z.string(),
  caseId: z.string(),
  name: z.string(),
  operator: z.string(),
  kind: z.enum(['government-led', 'society-led']),
  industry: z.string(),
  department: z.string(),
  usableArea: z.number(),
  areaException: z.string().nullable(),
  certifiedOn: z.iso.date(),
  certificateNumber: z.string(),
});
const Process = z.object({ id: z.string(), name: z.string(), version: z.int(), mayStart: z.boolean() });

const Notification = z.object({
  id: z.string(),
  kind: z.string(),
  kindName: z.string(),
  title: z.string(),
  text: z.string(),
  caseId: z.string().nullable(),
  taskKey: Key.nullable(),
  limitId: z.string().nullable(),
  link: z.string(),
  createdAt: At,
  readAt: At.nullable(),
});
const SettingsWhole = NotificationSettings.extend({ kinds: z.array(z.looseObject({})), mailEnabled: z.boolean() });
const WebhookWhole = WebhookBody.extend({ id: z.string(), createdAt: At, pending: z.int(), dead: z.int() });

interface Operation {
  method: RouteConfig['method'];
  path: string;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  multipart?: boolean;
  answers: Record<number, z.ZodType | null>;
}

/** One line per operation; a test compares it with the routes that exist. */
export const OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/health',
    summary: '健康状况',
    answers: { 200: z.looseObject({ status: z.enum(['ok', 'degraded', 'down']) }), 503: null },
  },
  { method: 'get', path: '/openapi.json', summary: '本文件', answers: { 200: z.looseObject({}) } },
  {
    method: 'post',
    path: '/session',
    summary: '登录',
    body: SignIn,
    answers: { 200: z.looseObject({ csrfToken: z.string() }) },
  },
  { method: 'get', path: '/session', summary: '我是谁', answers: { 200: z.looseObject({ csrfToken: z.string() }) } },
  {
    method: 'delete',
    path: '/session',
    summary: '退出；经统一身份认证登录的，答复那边的退出地址',
    answers: { 200: z.object({ signOutAddress: z.string() }), 204: null },
  },
  {
    method: 'get',
    path: '/session/ways',
    summary: '可用的登录方式',
    answers: { 200: z.object({ password: z.boolean(), oidc: z.object({ name: z.string() }).nullable() }) },
  },
  {
    method: 'get',
    path: '/oidc/start',
    summary: '转到统一身份认证登录',
    query: OidcStart,
    answers: { 302: null },
  },
  { method: 'get', path: '/oidc/callback', summary: '经统一身份认证登录', answers: { 302: null } },
  {
    method: 'put',
    path: '/session/password',
    summary: '修改自己的密码；其他地方的登录随之失效',
    body: OwnPassword,
    answers: { 200: z.looseObject({ csrfToken: z.string() }) },
  },
  {
    method: 'get',
    path: '/accounts',
    summary: '账户（系统管理员）',
    query: AccountQuery,
    answers: { 200: list(Account) },
  },
  {
    method: 'post',
    path: '/accounts',
    summary: '建立账户（系统管理员）；初始密码只答复一次',
    body: AccountBody,
    answers: { 201: z.object({ username: z.string(), password: z.string().nullable() }) },
  },
  {
    method: 'put',
    path: '/accounts/{username}',
    summary: '修改、停用、启用账户（系统管理员）',
    body: AccountChange,
    answers: { 200: z.object({ username: z.string() }) },
  },
  {
    method: 'post',
    path: '/accounts/{username}/password',
    summary: '重置密码（系统管理员）；初始密码只答复一次',
    answers: { 200: z.object({ username: z.string(), password: z.string() }) },
  },
  {
    method: 'post',
    path: '/accounts/{username}/unlock',
    summary: '解锁账户（系统管理员）',
    answers: { 200: z.object({ username: z.string() }) },
  },
  {
    method: 'post',
    path: '/accounts/{username}/sign-out',
    summary: '强制退出账户（系统管理员）',
    answers: { 200: z.object({ username: z.string(), sessions: z.int() }) },
  },
  { method: 'get', path: '/tokens', summary: '我的访问令牌', answers: { 200: list(AccessToken) } },
  {
    method: 'post',
    path: '/tokens',
    summary: '建立我的访问令牌；密钥只答复一次',
    body: NewToken,
    answers: { 201: z.object({ id: z.string(), key: z.string() }) },
  },
  { method: 'delete', path: '/tokens/{id}', summary: '吊销访问令牌', answers: { 204: null } },
  {
    method: 'get',
    path: '/accounts/{username}/tokens',
    summary: '系统账户的访问令牌（系统管理员）',
    answers: { 200: list(AccessToken) },
  },
  {
    method: 'post',
    path: '/accounts/{username}/tokens',
    summary: '建立系统账户的访问令牌（系统管理员）；密钥只答复一次',
    body: NewToken,
    answers: { 201: z.object({ id: z.string(), key: z.string() }) },
  },
  { method: 'get', path: '/demo/people', summary: '演示岗位（仅演示环境）', answers: { 200: z.looseObject({}) } },
  {
    method: 'get',
    path: '/demo/clock',
    summary: '演示时钟（仅演示环境）',
    answers: { 200: z.object({ now: At, offsetMs: z.int() }) },
  },
  {
    method: 'post',
    path: '/demo/clock',
    summary: '前移演示时钟（仅演示环境）',
    body: Move,
    answers: { 200: z.object({ now: At }) },
  },
  {
    method: 'get',
    path: '/status',
    summary: '运行状态（系统管理员、监控值守员）',
    answers: {
      200: z.looseObject({ status: z.enum(['ok', 'degraded', 'down']), recentAlarms: z.array(z.looseObject({})) }),
    },
  },
  {
    method: 'post',
    path: '/status/quarantine/{id}/retry',
    summary: '重新写入被隔离的记录（系统管理员）',
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/status/quarantine/{id}/dismiss',
    summary: '被隔离的记录无需处理（系统管理员）',
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'get',
    path: '/events',
    summary: '服务器推送事件：task、case、deadline、notification',
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/units',
    summary: '单位',
    answers: { 200: list(z.object({ id: z.string(), name: z.string() })) },
  },
  {
    method: 'get',
    path: '/units/changes',
    summary: '单位沿革（系统管理员）',
    answers: { 200: list(z.looseObject({ id: z.string(), name: z.string(), endedOn: z.iso.date().nullable() })) },
  },
  {
    method: 'post',
    path: '/units',
    summary: '新增单位（系统管理员）',
    body: NewUnit,
    answers: { 201: z.object({ id: z.string(), name: z.string() }) },
  },
  {
    method: 'post',
    path: '/units/{id}/changes',
    summary: '单位改名或并入其他单位（系统管理员）',
    body: UnitChangeBody,
    answers: { 201: z.object({ unit: z.string(), from: z.iso.date() }) },
  },
  {
    method: 'delete',
    path: '/unit-changes/{id}',
    summary: '取消尚未生效的单位变更（系统管理员）',
    answers: { 204: null },
  },
  {
    method: 'get',
    path: '/people/{kind}/export.xlsx',
    summary: '导出名册：units、accounts（系统管理员），holders（安全管理员）',
    answers: { 200: z.string() },
  },
  {
    method: 'post',
    path: '/people/{kind}/import',
    summary: '导入名册：有一行有误，整个文件都不导入；preview=true 只看结果',
    query: PeopleImportQuery,
    multipart: true,
    answers: {
      200: z.object({
        preview: z.boolean(),
        added: z.array(z.string()),
        changed: z.array(z.string()),
        unchanged: z.int(),
        passwords: z.array(z.object({ username: z.string(), password: z.string() })),
      }),
    },
  },
  {
    method: 'get',
    path: '/calendar/due',
    summary: '工作日期限计算，逐日说明',
    query: DueQuery,
    answers: {
      200: z.object({
        dueAt: At,
        provisional: z.boolean(),
        days: z.array(z.object({ date: z.iso.date(), counts: z.boolean(), reason: z.string() })),
      }),
    },
  },
  {
    method: 'get',
    path: '/calendar/years',
    summary: '已公布放假安排的年度',
    answers: { 200: list(z.looseObject({ year: z.int() })) },
  },
  {
    method: 'get',
    path: '/calendar/{year}',
    summary: '年度工作日历及修改记录',
    answers: { 200: z.looseObject({ year: z.int(), published: z.boolean() }) },
  },
  {
    method: 'put',
    path: '/calendar/{year}',
    summary: '导入年度放假安排（系统管理员）；preview=true 只预览',
    body: Notice,
    answers: { 200: z.object({ year: z.int(), published: z.boolean() }) },
  },
  {
    method: 'put',
    path: '/calendar/days/{date}',
    summary: '本区例外日（系统管理员）；works 为 null 时取消；preview=true 只预览',
    body: LocalDay,
    answers: {
      200: z.object({ date: z.iso.date(), works: z.boolean(), provisional: z.boolean(), reason: z.string() }),
    },
  },
  {
    method: 'get',
    path: '/calendar/settings/close-of-business',
    summary: '下班时间：全区的，和另有规定的单位',
    answers: {
      200: z.object({
        everybody: z.string(),
        units: z.array(z.object({ unit: z.string(), unitName: z.string(), at: z.string() })),
        edits: z.array(z.looseObject({})),
      }),
    },
  },
  {
    method: 'put',
    path: '/calendar/settings/close-of-business',
    summary: '下班时间（系统管理员）；unit 为 null 时是全区的；preview=true 只预览',
    body: Closing,
    answers: { 200: z.object({ unit: z.string().nullable(), at: z.string() }) },
  },
  {
    method: 'get',
    path: '/members',
    summary: '领导小组及其办公室成员名单（职务），含修改记录',
    answers: { 200: list(z.looseObject({ group: z.string(), revision: z.int() })) },
  },
  {
    method: 'put',
    path: '/members/{group}',
    summary: '修改成员名单（流程设计员、系统管理员）',
    body: Members,
    answers: { 200: z.object({ group: z.string(), revision: z.int() }) },
  },
  {
    method: 'get',
    path: '/industries',
    summary: '重点产业及其主管部门',
    answers: {
      200: list(z.looseObject({ id: z.string(), name: z.string(), department: z.string() })).extend({
        revision: z.int(),
      }),
    },
  },
  {
    method: 'put',
    path: '/industries',
    summary: '修改重点产业名录（重点产业发展办公室、流程设计员、系统管理员）',
    body: Industries,
    answers: { 200: z.object({ revision: z.int() }) },
  },
  { method: 'get', path: '/parks', summary: '园区名录', query: ParkQuery, answers: { 200: list(Park) } },
  {
    method: 'get',
    path: '/parks/export.xlsx',
    summary: '园区名录的 Excel，与筛选一致',
    query: ParkExportQuery,
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/parks/{id}',
    summary: '园区，含协议和材料（参与单位）、历次评价、红牌和产业资金（产业主管部门、重点产业发展办公室、区财政局）',
    answers: { 200: Park },
  },
  {
    method: 'post',
    path: '/parks/{id}/payments',
    summary: '登记已兑现的产业资金（区财政局经办人）',
    body: Payment,
    answers: { 201: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/parks/{id}/payments/{payment}/cancel',
    summary: '作废误登的产业资金（区财政局经办人）',
    body: Cancellation,
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/parks/{id}/operator',
    summary: '登记运营机构更名（产业主管部门、重点产业发展办公室经办人）',
    body: OperatorName,
    answers: { 200: z.object({ operator: z.string() }) },
  },
  {
    method: 'get',
    path: '/ledger',
    summary: '督查台账：区政府督查室看全部，其他单位看本单位牵头和配合的',
    query: LedgerQuery,
    answers: { 200: list(Measure).extend({ summary: z.looseObject({}), sources: z.array(z.looseObject({})) }) },
  },
  {
    method: 'get',
    path: '/ledger/export.xlsx',
    summary: '督查台账的 Excel，与筛选一致，修改后可再导入',
    query: LedgerExportQuery,
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/ledger/ranking',
    summary: '单位排名：牵头事项、销号、逾期、退回、得分',
    answers: { 200: list(z.looseObject({ unit: z.string(), items: z.int(), closed: z.int(), late: z.int() })) },
  },
  {
    method: 'post',
    path: '/ledger/import',
    summary: '导入台账 Excel（区政府督查室经办人）：有一行有误即全部不导入，逐行说明；preview=true 只看结果',
    query: ImportQuery,
    multipart: true,
    answers: {
      200: z.object({
        preview: z.boolean(),
        added: z.array(z.string()),
        changed: z.array(z.string()),
        unchanged: z.int(),
      }),
    },
  },
  {
    method: 'get',
    path: '/ledger/{id}',
    summary: '一项措施：历次督查事项、反馈、督查单',
    answers: { 200: Measure },
  },
  {
    method: 'get',
    path: '/home',
    summary: '首页：待我办理的、超期的、本单位与其他单位之间未办结的时限',
    answers: { 200: z.looseObject({ asOf: At, counts: z.looseObject({}), tasks: z.array(Task) }) },
  },
  {
    method: 'get',
    path: '/search',
    summary: '全文查找可查看的事项、材料、督查台账和园区；多个词以空格分开，须全部包含',
    query: SearchQuery,
    answers: {
      200: list(
        z.looseObject({
          kind: z.enum(['case', 'document', 'measure', 'park']),
          id: z.string(),
          title: z.string(),
          excerpt: z.string().nullable(),
        }),
      ).extend({ kinds: z.record(z.string(), z.int()) }),
    },
  },
  {
    method: 'get',
    path: '/coal',
    summary: '煤炭消费台账：各年度总量目标、已登记消费、批准项目净增（万吨，十进制文本）',
    answers: {
      200: z.object({ years: z.array(z.looseObject({ year: z.int() })), entries: z.array(z.looseObject({})) }),
    },
  },
  {
    method: 'post',
    path: '/coal/consumption',
    summary: '登记煤炭消费（区发改局经办人）',
    body: CoalEntry,
    answers: { 201: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/coal/consumption/{id}/cancel',
    summary: '作废误登的煤炭消费（区发改局经办人）',
    body: CoalCancellation,
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'get',
    path: '/property/disputes',
    summary: '物业纠纷：层级、结果、满意度',
    query: DisputeQuery,
    answers: {
      200: z.object({
        items: z.array(z.looseObject({ caseId: z.string() })),
        total: z.int(),
        counts: z.object({ open: z.int(), concluded: z.int(), settled: z.int(), asked: z.int(), content: z.int() }),
      }),
    },
  },
  {
    method: 'get',
    path: '/property/decisions',
    summary: '业主决定备案名录：已备案、责令改正、已撤销',
    query: OwnersDecisionQuery,
    answers: { 200: z.object({ items: z.array(z.looseObject({ caseId: z.string() })), total: z.int() }) },
  },
  {
    method: 'get',
    path: '/property/incomes',
    summary: '已公示的小区公共收益（元，十进制文本）',
    query: IncomeQuery,
    answers: { 200: z.object({ items: z.array(z.looseObject({ caseId: z.string() })), total: z.int() }) },
  },
  {
    method: 'get',
    path: '/decision-matters',
    summary: '年度重大决策事项目录；依法不公开的只对拟定部门和区政府办公室列出',
    query: MatterQuery,
    answers: { 200: z.object({ items: z.array(z.looseObject({ caseId: z.string() })), total: z.int() }) },
  },
  {
    method: 'get',
    path: '/disclosures',
    summary: '预公开事项和待办理的公众意见',
    query: DisclosureQuery,
    answers: { 200: z.object({ items: z.array(z.looseObject({ caseId: z.string() })), total: z.int() }) },
  },
  {
    method: 'get',
    path: '/disclosures/{id}',
    summary: '一个预公开事项',
    answers: { 200: z.looseObject({ caseId: z.string() }) },
  },
  {
    method: 'get',
    path: '/disclosures/{id}/comments',
    summary: '公众意见（拟定部门、区政府办公室）',
    query: CommentQuery,
    answers: { 200: z.object({ items: z.array(z.looseObject({ id: z.string() })), total: z.int() }) },
  },
  {
    method: 'post',
    path: '/disclosures/{id}/comments/{comment}/moderation',
    summary: '审核公众意见（拟定部门、区政府办公室经办人）',
    body: Moderation,
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/disclosures/{id}/answers',
    summary: '答复公众意见（拟定部门经办人）',
    body: CommentAnswers,
    answers: { 200: z.object({ answered: z.int() }) },
  },
  { method: 'get', path: '/park-settings', summary: '园区考核的设定', answers: { 200: ParkSetting } },
  {
    method: 'put',
    path: '/park-settings',
    summary: '设定由谁决定取消园区资格（重点产业发展办公室主要负责人）',
    body: ParkSettings,
    answers: { 200: z.object({ revision: z.int() }) },
  },
  {
    method: 'get',
    path: '/park-certificates/verification',
    summary: '查验园区认定证书，不需登录',
    query: CertificateQuery,
    answers: { 200: z.object({ valid: z.boolean(), park: z.looseObject({}).nullable() }) },
  },
  {
    method: 'get',
    path: '/archives',
    summary: '封存的案卷（督查、监控、审计、系统管理）',
    query: Page,
    answers: { 200: list(z.object({ caseId: z.string(), size: z.int(), sealSha256: z.string(), sealedAt: At })) },
  },
  {
    method: 'get',
    path: '/archives/verification',
    summary: '验证全部案卷：封存链、封存日志、每个文件',
    answers: {
      200: z.object({
        checked: z.int(),
        faults: z.array(z.object({ caseId: z.string(), message: z.string() })),
        lastSeal: z.string().nullable(),
      }),
    },
  },
  {
    method: 'get',
    path: '/audit',
    summary: '审计日志（审计管理员）',
    query: AuditQuery,
    answers: { 200: list(z.looseObject({ seq: z.string() })) },
  },
  {
    method: 'get',
    path: '/audit/export.xlsx',
    summary: `审计日志的 Excel，与筛选一致，至多 ${MOST_ROWS} 条（审计管理员）`,
    query: AuditExportQuery,
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/audit/verification',
    summary: '验证审计日志：改动、删除、插入的记录（审计管理员）',
    query: NotedQuery,
    answers: {
      200: z.object({
        checked: z.int(),
        faults: z.array(z.object({ seq: z.string(), message: z.string() })),
        last: z.object({ seq: z.string(), hash: z.string() }).nullable(),
        cutBefore: z.string().nullable(),
      }),
    },
  },
  { method: 'get', path: '/processes', summary: '已部署的流程', answers: { 200: list(Process) } },
  { method: 'get', path: '/processes/{id}/xml', summary: '已部署的流程图', answers: { 200: null } },
  {
    method: 'get',
    path: '/processes/{id}/start-form',
    summary: '申报表单',
    answers: {
      200: z.looseObject({
        documentation: z.string().nullable(),
        decides: Decides,
        draft: z
          .object({ key: z.string(), variables: z.record(z.string(), z.unknown()), savedAt: At })
          .nullable()
          .describe('本人暂存的填写内容'),
      }),
    },
  },
  {
    method: 'put',
    path: '/processes/{id}/start-draft',
    summary: '暂存申报表单',
    body: KeptFiling,
    answers: { 200: z.object({ savedAt: At }) },
  },
  { method: 'delete', path: '/processes/{id}/start-draft', summary: '放弃暂存的申报内容', answers: { 204: null } },
  {
    method: 'post',
    path: '/cases',
    summary: '发起事项（可带 Idempotency-Key）',
    body: NewCase,
    answers: {
      201: z.object({ id: z.string(), process: z.string() }),
      200: z.object({ id: z.string(), process: z.string() }),
    },
  },
  { method: 'get', path: '/cases', summary: '事项列表', query: CaseQuery, answers: { 200: list(Case) } },
  { method: 'get', path: '/cases/{id}', summary: '事项', answers: { 200: CaseWhole } },
  {
    method: 'get',
    path: '/cases/{id}/history',
    summary: '办理记录',
    answers: {
      200: list(
        z.object({
          at: At,
          kind: z.string(),
          element: z.string().nullable(),
          actor: z.string().nullable(),
          detail: z.looseObject({}),
        }),
      ),
    },
  },
  {
    method: 'get',
    path: '/cases/{id}/diagram',
    summary: '流程图及办理轨迹',
    query: DiagramQuery,
    answers: { 200: z.looseObject({ xml: z.string() }) },
  },
  {
    method: 'get',
    path: '/cases/{id}/files',
    summary: '材料及其纸质原件登记',
    answers: {
      200: list(
        File.extend({
          replaces: z.string().nullable(),
          paper: Paper.nullable().describe('现行的纸质原件登记，只属于这一版本'),
          earlierPapers: z.array(Paper).describe('被更正的登记，新的在前'),
          original: z
            .object({ required: z.boolean(), standing: Standing.nullable(), scan: Scan })
            .nullable()
            .describe('该文件有没有纸质原件；以前的版本为 null'),
          may: z.object({ recordPaper: z.boolean(), checkPaper: z.boolean() }),
        }),
      ).extend({ missing: z.array(z.string()).describe('没有文件、也没有原件的必备材料') }),
    },
  },
  {
    method: 'get',
    path: '/papers',
    summary: '各事项文件的纸质原件：缺少、待核对、已核对',
    query: PaperQuery,
    answers: {
      200: list(
        z.object({
          caseId: z.string(),
          caseTitle: z.string(),
          process: z.string(),
          processName: z.string(),
          leadingUnit: z.string(),
          leadingUnitName: z.string(),
          sealed: z.boolean(),
          fileId: z.string().nullable().describe('没有文件的必备材料为 null'),
          name: z.string(),
          required: z.boolean(),
          standing: Standing,
          paper: Paper.pick({ kind: true, stamped: true, signed: true, place: true }).nullable(),
          scan: Scan,
        }),
      ).extend({
        counts: z.object({ lacking: z.int(), unchecked: z.int(), checked: z.int() }),
        partial: z.boolean().describe('份数过多：counts 只计最近的 1000 份，total 至多 1000'),
      }),
    },
  },
  {
    method: 'get',
    path: '/papers/export.xlsx',
    summary: '纸质原件清单的 Excel，与筛选一致',
    query: PaperExportQuery,
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/cases/{id}/units',
    summary: '参与单位',
    answers: { 200: list(z.object({ id: z.string(), name: z.string() })) },
  },
  { method: 'get', path: '/cases/{id}/archive', summary: '封存的案卷（zip）', answers: { 200: null } },
  {
    method: 'put',
    path: '/cases/{id}/marking',
    summary: '修改事项标识：内部、公开（牵头单位主要负责人）；涉密事项不得办理',
    body: MarkBody,
    answers: { 200: z.object({ id: z.string(), marking: z.enum(['internal', 'public']) }) },
  },
  {
    method: 'post',
    path: '/cases/{id}/withdraw',
    summary: '撤回',
    body: Withdraw,
    answers: { 200: z.object({ id: z.string(), status: z.string() }) },
  },
  {
    method: 'post',
    path: '/cases/{id}/suspend',
    summary: '中止时限',
    body: Suspend,
    answers: { 200: z.object({ id: z.string(), status: z.string(), deadlines: z.array(Moved) }) },
  },
  {
    method: 'post',
    path: '/cases/{id}/suspend/preview',
    summary: '中止时限：预览，不作更改',
    body: Suspend,
    answers: { 200: z.object({ deadlines: z.array(Moved) }) },
  },
  {
    method: 'post',
    path: '/cases/{id}/resume',
    summary: '恢复时限',
    body: Resume,
    answers: { 200: z.object({ id: z.string(), status: z.string(), deadlines: z.array(Moved) }) },
  },
  {
    method: 'post',
    path: '/cases/{id}/resume/preview',
    summary: '恢复时限：预览，不作更改',
    body: Resume,
    answers: { 200: z.object({ deadlines: z.array(Moved) }) },
  },
  {
    method: 'post',
    path: '/cases/{id}/extend',
    summary: '延长时限（一次）',
    body: Extend,
    answers: { 200: z.object({ id: z.string(), status: z.string(), deadlines: z.array(Moved) }) },
  },
  {
    method: 'post',
    path: '/cases/{id}/extend/preview',
    summary: '延长时限（一次）：预览，不作更改',
    body: Extend,
    answers: { 200: z.object({ deadlines: z.array(Moved) }) },
  },
  { method: 'get', path: '/absences', summary: '缺席安排', query: AbsenceQuery, answers: { 200: list(Absence) } },
  {
    method: 'get',
    path: '/absences/procedures',
    summary: '可委托的流程',
    answers: { 200: list(z.object({ id: z.string(), name: z.string() })) },
  },
  {
    method: 'post',
    path: '/absences',
    summary: '设置缺席安排（本人或安全管理员）',
    body: NewAbsenceBody,
    answers: { 201: Absence },
  },
  {
    method: 'post',
    path: '/absences/preview',
    summary: '缺席安排：预览，不作更改',
    body: NewAbsenceBody,
    answers: { 200: z.object({ workingDays: z.int(), tasks: z.array(MovingTask), total: z.int() }) },
  },
  { method: 'post', path: '/absences/{id}/end', summary: '提前结束或取消缺席安排', answers: { 200: Absence } },
  {
    method: 'get',
    path: '/people',
    summary: '人员（本单位；安全管理员为全部）',
    query: PeopleQuery,
    answers: { 200: list(z.looseObject({ username: z.string(), name: z.string() })) },
  },
  {
    method: 'get',
    path: '/posts',
    summary: '岗位与现任（安全管理员）',
    query: PostQuery,
    answers: { 200: list(z.looseObject({ id: z.string(), name: z.string(), holders: z.array(z.looseObject({})) })) },
  },
  {
    method: 'get',
    path: '/posts/{id}/holders',
    summary: '岗位历任与变更（安全管理员）',
    answers: { 200: list(z.looseObject({ username: z.string() })).extend({ changes: z.array(z.looseObject({})) }) },
  },
  {
    method: 'post',
    path: '/posts/{id}/holders',
    summary: '变更任职，移交在办任务（安全管理员）',
    body: NewHolder,
    answers: { 201: z.looseObject({ moved: z.int(), pending: z.int() }) },
  },
  {
    method: 'post',
    path: '/posts/{id}/holders/preview',
    summary: '变更任职：预览，不作更改',
    body: HolderPreview,
    answers: { 200: z.object({ former: z.array(z.looseObject({})), tasks: z.array(MovingTask), total: z.int() }) },
  },
  { method: 'get', path: '/deadlines', summary: '时限', query: DeadlineQuery, answers: { 200: list(Deadline) } },
  {
    method: 'get',
    path: '/deadlines/summary',
    summary: '各状态时限的数目（条件同时限列表）',
    query: SummaryQuery,
    answers: {
      200: z.object({
        asOf: At,
        total: z.int(),
        states: z.record(z.enum(DEADLINE_STATES), z.int()),
        provisional: z.int(),
      }),
    },
  },
  {
    method: 'get',
    path: '/deadlines/statistics',
    summary:
      '按期办结率与用时（工作日）：办结率 = 按期 /（按期 + 超期办结 + 超期未办结），按到期日所在期间，不含已终止',
    query: StatisticsQuery,
    answers: {
      200: z.object({ from: z.iso.date(), to: z.iso.date(), by: z.string(), total: Figures, groups: z.array(Group) }),
    },
  },
  {
    method: 'get',
    path: '/deadlines/obligations',
    summary: '时限的种类（供筛选）',
    answers: { 200: list(z.object({ id: z.string(), name: z.string() })) },
  },
  {
    method: 'get',
    path: '/deadlines/export.xlsx',
    summary: `时限导出（Excel，条件同时限列表，至多 ${MOST_ROWS} 条，超过时为 409）`,
    query: ExportQuery,
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/deadlines/{id}',
    summary: '时限及其逐日计算、中止、提醒',
    answers: {
      200: Deadline.extend({
        days: z.array(z.looseObject({})),
        rounds: z.array(z.looseObject({})),
        cards: z.array(Card),
      }),
    },
  },
  {
    method: 'post',
    path: '/deadlines/{id}/reason',
    summary: '记录超期原因（责任单位经办人、主要负责人）',
    body: OverdueReason,
    answers: { 200: z.looseObject({ id: z.string(), round: z.int() }) },
  },
  {
    method: 'get',
    path: '/cards',
    summary: '红牌',
    query: CardQuery,
    answers: { 200: list(Card.extend({ parentCaseId: z.string(), process: z.string(), unit: z.string() })) },
  },
  {
    method: 'get',
    path: '/cards/yellow',
    summary: '黄牌',
    query: YellowQuery,
    answers: { 200: list(z.looseObject({ caseId: z.string(), deadlineId: z.string(), issuedAt: At })) },
  },
  {
    method: 'get',
    path: '/reports',
    summary: '统计报表：按期办结率、办理时长、工作量、红黄牌、季度考评（单位主要负责人限本单位，督导单位和监察员）',
    query: ReportQuery,
    answers: { 200: z.looseObject({ madeAt: At, by: z.string(), sections: z.array(ReportSection) }) },
  },
  {
    method: 'get',
    path: '/reports/export.xlsx',
    summary: '统计报表的 Excel，每张表一个工作表',
    query: ReportQuery,
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/reports/export.pdf',
    summary: '统计报表的 PDF',
    query: ReportQuery,
    answers: { 200: null },
  },
  { method: 'get', path: '/settings/procedures', summary: '各流程的督导单位', answers: { 200: list(Setting) } },
  {
    method: 'put',
    path: '/settings/procedures/{process}',
    summary: '修改督导单位（系统管理员）',
    body: ProcedureSetting,
    answers: { 200: Setting },
  },
  {
    method: 'get',
    path: '/accountability',
    summary: '责任追究中与本人有关的部分和本人移送的线索',
    answers: {
      200: z.object({
        mine: z.array(z.looseObject({ id: z.string(), situationName: z.string(), statementUntil: At.nullable() })),
        referred: z.array(z.looseObject({ id: z.string(), stateName: z.string() })),
        may: z.record(z.string(), z.boolean()),
      }),
    },
  },
  {
    method: 'get',
    path: '/accountability/{id}/facts',
    summary: '责任追究的事实清单（可见该事项的岗位；当事人自被通知起）',
    answers: { 200: z.looseObject({ gatheredAt: At, tasks: z.array(z.looseObject({})) }) },
  },
  {
    method: 'get',
    path: '/settings/accountability',
    summary: '责任追究的承办岗位（系统管理员）',
    answers: { 200: z.looseObject({ investigate: z.string(), conclude: z.string(), review: z.string() }) },
  },
  {
    method: 'put',
    path: '/settings/accountability',
    summary: '指定责任追究的承办岗位（系统管理员）',
    body: AccountabilitySetting,
    answers: { 200: z.looseObject({ investigate: z.string(), conclude: z.string(), review: z.string() }) },
  },
  {
    method: 'get',
    path: '/cases/{id}/people',
    summary: '可以抄送和提及的人员',
    answers: { 200: list(z.looseObject({ username: z.string(), name: z.string() })) },
  },
  {
    method: 'get',
    path: '/cases/{id}/copies',
    summary: '事项的抄送及阅知情况',
    answers: { 200: list(z.looseObject({ id: z.string(), username: z.string(), readAt: At.nullable() })) },
  },
  {
    method: 'post',
    path: '/cases/{id}/copies',
    summary: '抄送',
    body: NewCopies,
    answers: { 200: z.object({ copied: z.int() }), 201: z.object({ copied: z.int() }) },
  },
  {
    method: 'get',
    path: '/cases/{id}/comments',
    summary: '事项的留言',
    answers: { 200: list(z.looseObject({ id: z.string(), by: z.string(), at: At, text: z.string() })) },
  },
  {
    method: 'post',
    path: '/cases/{id}/comments',
    summary: '留言',
    body: NewComment,
    answers: { 200: z.object({ id: z.string() }), 201: z.object({ id: z.string() }) },
  },
  {
    method: 'get',
    path: '/copies',
    summary: '抄送我的',
    query: CopyQuery,
    answers: {
      200: list(z.looseObject({ id: z.string(), caseId: z.string(), readAt: At.nullable() })).extend({
        unread: z.int(),
      }),
    },
  },
  {
    method: 'post',
    path: '/copies/{id}/read',
    summary: '已阅',
    answers: { 200: z.object({ id: z.string(), readAt: At.nullable() }) },
  },
  {
    method: 'get',
    path: '/task-filters',
    summary: '保存的任务筛选及件数',
    answers: { 200: list(z.looseObject({ id: z.string(), name: z.string(), count: z.int() })) },
  },
  {
    method: 'post',
    path: '/task-filters',
    summary: '保存任务筛选；同名的替换',
    body: NewFilter,
    answers: { 201: z.object({ id: z.string() }) },
  },
  { method: 'delete', path: '/task-filters/{id}', summary: '删除任务筛选', answers: { 204: null } },
  { method: 'get', path: '/lists/tasks/view', summary: '我的任务列表样式', answers: { 200: ViewBody } },
  { method: 'put', path: '/lists/tasks/view', summary: '记住任务列表样式', body: ViewBody, answers: { 200: ViewBody } },
  {
    method: 'post',
    path: '/tasks/bulk',
    summary: '批量领取、提交、转办，逐项答复',
    body: Bulk,
    answers: { 200: list(z.object({ key: Key, name: z.string().nullable(), done: z.boolean(), message: z.string() })) },
  },
  { method: 'get', path: '/tasks', summary: '任务列表', query: TaskQuery, answers: { 200: list(Task) } },
  {
    method: 'get',
    path: '/tasks/{key}',
    summary: '任务及其表单',
    answers: {
      200: Task.extend({
        form: z.looseObject({}).nullable(),
        variables: z.record(z.string(), z.unknown()),
        documentation: z.string().nullable().describe('本环节的说明和依据'),
        decides: Decides,
        joint: JointStep,
      }),
    },
  },
  {
    method: 'put',
    path: '/tasks/{key}/draft',
    summary: '暂存',
    body: Completion,
    answers: { 200: z.object({ savedAt: At }) },
  },
  { method: 'post', path: '/tasks/{key}/claim', summary: '领取', answers: { 200: z.looseObject({ key: Key }) } },
  { method: 'post', path: '/tasks/{key}/release', summary: '退领', answers: { 200: z.looseObject({ key: Key }) } },
  {
    method: 'post',
    path: '/tasks/{key}/complete',
    summary: '提交',
    body: Completion,
    answers: { 200: z.object({ next: z.array(Task) }) },
  },
  {
    method: 'get',
    path: '/tasks/{key}/receivers',
    summary: '任务可以转办、委派给谁',
    query: ReceiverQuery,
    answers: { 200: list(z.object({ post: z.string(), name: z.string(), people: z.array(z.looseObject({})) })) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/transfer',
    summary: '转办',
    body: HandOn,
    answers: { 200: z.looseObject({ key: Key }) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/delegate',
    summary: '委派他人提出意见，答复后任务交回',
    body: HandOn,
    answers: { 200: z.looseObject({ key: Key }) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/answer',
    summary: '答复委派',
    body: Opinion,
    answers: { 200: z.looseObject({ key: Key }) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/recall',
    summary: '收回委派',
    body: Why,
    answers: { 200: z.looseObject({ key: Key }) },
  },
  {
    method: 'get',
    path: '/tasks/{key}/returns',
    summary: '任务可以退回到哪些环节',
    answers: { 200: list(z.object({ elementId: z.string(), name: z.string() }).loose()) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/return',
    summary: '退回到前面的环节',
    body: SendBack,
    answers: { 200: z.looseObject({ key: Key }) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/take-back',
    summary: '拿回已办结、下一环节尚未办理的任务',
    body: Why,
    answers: { 200: z.looseObject({ key: Key.nullable() }) },
  },
  {
    method: 'get',
    path: '/tasks/{key}/extras',
    summary: '任务的加签',
    answers: { 200: list(z.looseObject({ id: z.string(), state: z.enum(['planned', 'asked', 'given', 'dropped']) })) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/extras',
    summary: '加签（之前、之后）、退回申请人说明',
    body: AskExtra,
    answers: { 200: z.object({ id: z.string() }), 201: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/extras/{id}/drop',
    summary: '减签',
    body: Why,
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/unsubmit',
    summary: '撤回等待他人确认的提交',
    answers: { 200: z.looseObject({ key: Key }) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/files',
    summary: '上传附件',
    query: UploadQuery,
    multipart: true,
    answers: { 201: File },
  },
  { method: 'get', path: '/files/{id}', summary: '下载附件', answers: { 200: null } },
  {
    method: 'post',
    path: '/files/{id}/original',
    summary: '登记纸质原件（参与该事项和督办该事项的单位；已有登记的为更正）',
    body: NewPaper,
    answers: { 200: z.object({ id: z.string() }), 201: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/files/{id}/original/check',
    summary: '核对纸质原件（上传人和登记人以外的人员）',
    body: PaperCheck,
    answers: { 200: z.object({ id: z.string() }), 201: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/tasks/{key}/remind',
    summary: '催办（间隔内再次催办 429）',
    body: Reminder,
    answers: { 200: z.object({ key: Key, people: z.int(), nextAt: At }), 429: null },
  },
  {
    method: 'get',
    path: '/notifications',
    summary: '我的消息',
    query: NotificationQuery,
    answers: { 200: list(Notification).extend({ unread: z.int() }) },
  },
  {
    method: 'post',
    path: '/notifications/{id}/read',
    summary: '标为已读',
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/notifications/read-all',
    summary: '全部标为已读',
    answers: { 200: z.object({ read: z.int() }) },
  },
  { method: 'get', path: '/me/notification-settings', summary: '我的消息设置', answers: { 200: SettingsWhole } },
  { method: 'put', path: '/me/guides/{guide}', summary: '看过新手引导，不再自动显示', answers: { 204: null } },
  {
    method: 'put',
    path: '/me/notification-settings',
    summary: '修改我的消息设置',
    body: NotificationSettings,
    answers: { 200: SettingsWhole },
  },
  { method: 'get', path: '/webhooks', summary: '推送目标（系统管理员）', answers: { 200: list(WebhookWhole) } },
  {
    method: 'post',
    path: '/webhooks',
    summary: '新增推送目标（系统管理员）；密钥只显示这一次',
    body: WebhookBody,
    answers: { 201: WebhookWhole.extend({ secret: z.string() }) },
  },
  {
    method: 'put',
    path: '/webhooks/{id}',
    summary: '修改推送目标（系统管理员）',
    body: WebhookBody,
    answers: { 200: WebhookWhole },
  },
  { method: 'delete', path: '/webhooks/{id}', summary: '删除推送目标（系统管理员）', answers: { 204: null } },
  {
    method: 'post',
    path: '/webhooks/{id}/secret',
    summary: '更换密钥（系统管理员）；密钥只显示这一次',
    answers: { 200: z.object({ id: z.string(), secret: z.string() }) },
  },
  {
    method: 'get',
    path: '/deliveries',
    summary: '邮件和推送的发送记录，默认未送达的（系统管理员）',
    query: DeliveryQuery,
    answers: { 200: list(z.looseObject({ id: z.string(), state: z.string() })) },
  },
  {
    method: 'post',
    path: '/deliveries/{id}/resend',
    summary: '重新发送（系统管理员）',
    answers: { 200: z.object({ id: z.string(), state: z.string() }) },
  },
  {
    method: 'get',
    path: '/approval-results',
    summary: '审批结果及各部门认领情况',
    query: ResultQuery,
    answers: { 200: list(ApprovalResult) },
  },
  {
    method: 'get',
    path: '/supervision-information',
    summary: '部门推送的监管信息、处罚结果、政策变动及签收情况',
    query: InformationQuery,
    answers: { 200: list(SupervisionInformation) },
  },
  {
    method: 'get',
    path: '/exchange/results',
    summary: `部门业务系统：推送给本单位的审批结果。${SIGNED}`,
    query: SystemResultQuery,
    answers: { 200: list(ApprovalResult) },
  },
  {
    method: 'post',
    path: '/exchange/results/{push}/claim',
    summary: `部门业务系统：认领或退回一次推送；同样的答复重复提交不再生效。${SIGNED}`,
    body: SystemClaim,
    answers: { 200: z.object({ push: z.string(), state: z.string(), repeated: z.boolean() }) },
  },
  {
    method: 'post',
    path: '/exchange/supervision',
    summary: `部门业务系统：推送监管信息；须带 Idempotency-Key，重复的答复 200。${SIGNED}`,
    body: SupervisionBody,
    answers: {
      200: z.object({ id: z.string(), repeated: z.boolean() }),
      201: z.object({ id: z.string(), repeated: z.boolean() }),
    },
  },
  {
    method: 'get',
    path: '/meeting-decisions',
    summary: '会议议定事项：责任单位、期限、落实情况',
    query: DecisionQuery,
    answers: {
      200: list(
        z.object({
          caseId: z.string(),
          title: z.string(),
          number: z.int(),
          matter: z.string(),
          unit: z.string(),
          unitName: z.string(),
          dueOn: z.iso.date(),
          report: z.string().nullable(),
          doneAt: At.nullable(),
          state: z.enum(['open', 'late', 'done']),
        }),
      ),
    },
  },
  {
    method: 'get',
    path: '/liaison',
    summary: '各单位会商联络负责人、联络员及历任',
    answers: {
      200: list(
        z.object({ unit: z.string(), unitName: z.string(), leads: z.array(Tenure), officers: z.array(Tenure) }),
      ),
    },
  },
  {
    method: 'get',
    path: '/models',
    summary: '流程设计：各流程及其草稿、待审核和待部署的版本',
    answers: { 200: list(z.looseObject({ id: z.string(), name: z.string(), version: z.int() })) },
  },
  {
    method: 'get',
    path: '/operations',
    summary: '运行情况：各流程在办事项和受阻环节的数目',
    answers: { 200: list(z.looseObject({ id: z.string(), running: z.int(), stuck: z.int() })) },
  },
  {
    method: 'get',
    path: '/operations/{process}',
    summary: '流程图上的运行情况：各环节在办、已办、中位工作日数，受阻的环节和原因',
    query: OperationsQuery,
    answers: { 200: z.looseObject({ id: z.string(), elements: z.array(z.unknown()), stuck: z.array(z.unknown()) }) },
  },
  {
    method: 'post',
    path: '/operations/{process}/retries',
    summary: '重试受阻的环节，逐个答复（系统管理员、流程设计员）',
    body: Retries,
    answers: { 200: list(z.object({ key: Key, done: z.boolean(), message: z.string() })) },
  },
  {
    method: 'get',
    path: '/cases/{id}/moves',
    summary: '事项现在的环节和可以移到的环节（牵头单位主要负责人）',
    answers: { 200: z.looseObject({ from: z.array(z.unknown()), to: z.array(z.unknown()) }) },
  },
  {
    method: 'post',
    path: '/cases/{id}/moves',
    summary: '把事项移到其他环节，写明理由，记入办理记录',
    body: MoveCase,
    answers: { 200: z.looseObject({ id: z.string(), moved: z.string() }) },
  },
  {
    method: 'put',
    path: '/settings/model-approval',
    summary: '开启或关闭部署前的第二人审核（系统管理员）',
    body: ApprovalSwitch,
    answers: { 200: z.object({ required: z.boolean() }) },
  },
  {
    method: 'post',
    path: '/models',
    summary: '新建流程，先为草稿；标识已用的 409',
    body: NewProcess,
    answers: { 201: z.object({ id: z.string() }) },
  },
  {
    method: 'get',
    path: '/models/catalogue',
    summary: '流程图可以引用的作业类型、表单、规则、单位和岗位',
    answers: { 200: z.looseObject({}) },
  },
  {
    method: 'get',
    path: '/models/{process}',
    summary: '一个流程的草稿、版本和部署记录',
    answers: { 200: z.looseObject({ id: z.string(), name: z.string(), present: Key.nullable() }) },
  },
  {
    method: 'get',
    path: '/models/{process}/diagrams/{ref}',
    summary: '流程图：draft、v<版本号>或d<部署键>',
    answers: { 200: z.object({ xml: z.string(), revision: z.int() }) },
  },
  {
    method: 'put',
    path: '/models/{process}/draft',
    summary: '保存草稿；他人已保存的 409，文件不能打开的 422',
    body: DraftBody,
    answers: { 200: z.object({ revision: z.int(), updatedAt: At }) },
  },
  {
    method: 'delete',
    path: '/models/{process}/draft',
    summary: '放弃草稿',
    query: DropQuery,
    answers: { 204: null },
  },
  {
    method: 'post',
    path: '/models/{process}/check',
    summary: '检查流程图：每个问题所在的图形和中文说明',
    body: CheckBody,
    answers: {
      200: list(
        z.object({
          rule: z.string(),
          severity: z.enum(['error', 'warning']),
          elementId: z.string().nullable(),
          elementName: z.string().nullable(),
          message: z.string(),
        }),
      ),
    },
  },
  {
    method: 'get',
    path: '/models/{process}/files/{file}',
    summary: '规则（.dmn）或表单（.form）：草稿，没有草稿的为现行的',
    query: FileQuery,
    answers: { 200: z.object({ content: z.string(), revision: z.int() }) },
  },
  {
    method: 'put',
    path: '/models/{process}/files/{file}/draft',
    summary: '保存规则或表单的草稿；他人已保存的 409，文件不能打开的 422',
    body: FileDraft,
    answers: { 200: z.object({ revision: z.int(), updatedAt: At }) },
  },
  {
    method: 'delete',
    path: '/models/{process}/files/{file}/draft',
    summary: '放弃规则或表单的草稿',
    query: FileDropQuery,
    answers: { 204: null },
  },
  {
    method: 'post',
    path: '/models/{process}/files/{file}/check',
    summary: '检查规则（含遗漏和重叠）或表单',
    body: FileCheck,
    answers: { 200: list(z.looseObject({ rule: z.string(), message: z.string() })) },
  },
  {
    method: 'post',
    path: '/models/{process}/files/{file}/trial',
    summary: '在引擎上试算规则草稿：命中哪些行；不影响现行规则',
    body: RuleTrial,
    answers: { 200: z.looseObject({ output: z.unknown(), matched: z.array(z.unknown()) }) },
  },
  {
    method: 'post',
    path: '/models/{process}/files/{file}/preview',
    summary: '以测试数据预览表单草稿，并按表单检查所填内容',
    body: FormPreview,
    answers: { 200: z.looseObject({ form: z.unknown(), errors: z.array(z.unknown()) }) },
  },
  {
    method: 'post',
    path: '/models/{process}/versions',
    summary: '把草稿存为版本，或以旧版本建立回退版本',
    body: NewVersion,
    answers: { 201: z.looseObject({ id: z.string(), number: z.int() }) },
  },
  {
    method: 'get',
    path: '/models/{process}/compare',
    summary: '比较两个版本',
    query: CompareQuery,
    answers: {
      200: list(z.looseObject({ kind: z.enum(['added', 'removed', 'changed', 'moved']), elementId: z.string() })),
    },
  },
  {
    method: 'get',
    path: '/models/{process}/versions/{version}/preview',
    summary: '部署前预览：在办事项、时限变化、问题',
    answers: { 200: z.looseObject({ present: z.string().nullable() }) },
  },
  {
    method: 'post',
    path: '/models/{process}/versions/{version}/review',
    summary: '提请第二人审核',
    answers: { 200: z.looseObject({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/models/{process}/versions/{version}/decision',
    summary: '审核（第二人）',
    body: ReviewDecision,
    answers: { 200: z.looseObject({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/models/{process}/versions/{version}/deployment',
    summary: '部署到引擎；现行版本已变化的 409',
    body: Deployment,
    answers: { 201: z.object({ definitionKey: Key, engineVersion: z.int() }) },
  },
  {
    method: 'get',
    path: '/models/{process}/migrations',
    summary: '在办事项移到另一版：各次移动及结果',
    answers: { 200: list(z.looseObject({ id: z.string(), moved: z.int(), failed: z.int(), waiting: z.int() })) },
  },
  {
    method: 'post',
    path: '/models/{process}/migrations/preview',
    summary: '在办事项移到另一版的预览：哪些迁移、哪些重新安置、哪些不能及原因',
    body: MigrationPreview,
    answers: { 200: z.looseObject({ cases: z.array(z.unknown()), elements: z.array(z.unknown()) }) },
  },
  {
    method: 'post',
    path: '/models/{process}/migrations',
    summary: '把在办事项移到另一版；正在移动另一批的 409',
    body: MigrationOrder,
    answers: { 201: z.object({ id: z.string(), cases: z.int() }) },
  },
  {
    method: 'get',
    path: '/models/{process}/migrations/{migration}',
    summary: '一次移动的进度和每件事项的结果',
    answers: { 200: z.looseObject({ id: z.string(), cases: z.array(z.unknown()) }) },
  },
  {
    method: 'post',
    path: '/models/{process}/migrations/{migration}/stop',
    summary: '停止移动，已移动的不变',
    answers: { 200: z.object({ id: z.string(), stopped: z.boolean() }) },
  },
  {
    method: 'get',
    path: '/models/{process}/rehearsals',
    summary: '演练：正在进行的',
    answers: { 200: list(z.looseObject({ id: z.string(), clock: z.string() })) },
  },
  {
    method: 'get',
    path: '/models/{process}/rehearsal-form',
    summary: '演练：发起时填写的表单',
    query: RehearsalQuery,
    answers: { 200: z.looseObject({ form: z.unknown(), clock: z.string() }) },
  },
  {
    method: 'post',
    path: '/models/{process}/rehearsals',
    summary: '开始演练：草稿在引擎上试运行，与真实事项和人员隔离',
    body: NewRehearsal,
    answers: { 201: z.object({ id: z.string() }) },
  },
  {
    method: 'get',
    path: '/rehearsals/{id}',
    summary: '演练进行到哪里：路径、任务、时限、等待的时点',
    answers: { 200: z.looseObject({ id: z.string(), state: z.enum(['starting', 'running', 'moving', 'ended']) }) },
  },
  {
    method: 'get',
    path: '/rehearsals/{id}/tasks/{key}',
    summary: '演练中的一项任务',
    answers: { 200: z.looseObject({ key: z.string(), form: z.unknown() }) },
  },
  {
    method: 'post',
    path: '/rehearsals/{id}/tasks/{key}/complete',
    summary: '办理演练中的任务（发起演练的人）',
    body: RehearsalCompletion,
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/rehearsals/{id}/files',
    summary: '上传演练用的附件',
    multipart: true,
    answers: { 201: z.looseObject({ id: z.string() }) },
  },
  {
    method: 'get',
    path: '/rehearsals/{id}/files/{file}',
    summary: '演练中的附件和文书',
    answers: { 200: z.string() },
  },
  {
    method: 'post',
    path: '/rehearsals/{id}/clock',
    summary: '推进演练的时间',
    body: RehearsalClock,
    answers: { 200: z.object({ id: z.string(), target: z.string() }) },
  },
  {
    method: 'post',
    path: '/rehearsals/{id}/messages',
    summary: '在演练中发出流程等待的消息，例如撤回',
    body: RehearsalMessage,
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'post',
    path: '/rehearsals/{id}/retries',
    summary: '重试演练中受阻的环节',
    answers: { 200: z.object({ id: z.string() }) },
  },
  {
    method: 'delete',
    path: '/rehearsals/{id}',
    summary: '结束演练，清除其全部内容',
    answers: { 204: null },
  },
  {
    method: 'post',
    path: '/decisions/{id}/evaluate',
    summary: '试算规则',
    body: Trial,
    answers: { 200: z.object({ outputs: z.unknown(), matchedRules: z.array(z.unknown()) }) },
  },
];

const NO_SESSION = ['/health', '/openapi.json', '/demo/people', '/session/ways', '/oidc/start', '/oidc/callback'];

/** By the session's cookie (changes with its token in x-csrf-token), or by an access token with one of these scopes. */
function securityOf({ method, path }: Operation): Record<string, string[]>[] {
  if (NO_SESSION.includes(path) || (method === 'post' && path === '/session')) return [];
  const route = `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '1')}`;
  const bearers = isOpenTo([], route) ? [[]] : SCOPE_IDS.filter((scope) => isOpenTo([scope], route)).map((s) => [s]);
  return [{ session: [] }, ...bearers.map((scopes) => ({ token: scopes }))];
}

export function openApiDocument() {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'sid' });
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: `访问令牌，权限范围：${SCOPE_IDS.map((id) => `${id} ${SCOPES[id].name}`).join('；')}。权限不超过令牌所属账户；每个令牌每分钟至多 300 次请求。`,
  });
  for (const op of OPERATIONS) {
    const params = [...op.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] as string);
    registry.registerPath({
      method: op.method,
      path: `/api${op.path}`,
      summary: op.summary,
      security: securityOf(op),
      request: {
        ...(params.length ? { params: z.object(Object.fromEntries(params.map((p) => [p, z.string()]))) } : {}),
        ...(op.query ? { query: op.query } : {}),
        ...(op.body ? { body: { required: true, content: { 'application/json': { schema: op.body } } } } : {}),
        ...(op.multipart
          ? {
              body: {
                required: true,
                content: { 'multipart/form-data': { schema: z.object({ file: z.string().describe('binary') }) } },
              },
            }
          : {}),
      },
      responses: {
        ...Object.fromEntries(
          Object.entries(op.answers).map(([status, schema]) => [
            status,
            { description: op.summary, ...(schema ? { content: { 'application/json': { schema } } } : {}) },
          ]),
        ),
        default: { description: '问题说明（RFC 9457）', content: { 'application/problem+json': { schema: Problem } } },
      },
    });
  }
  registry.registerWebhook({
    method: 'post',
    path: 'notification',
    summary:
      '推送给外部系统的消息；请求头 x-lixia-timestamp、x-lixia-signature: sha256=<对“<timestamp>.<正文>”的 HMAC-SHA256>、x-lixia-delivery（重发不变）',
    request: { body: { required: true, content: { 'application/json': { schema: Pushed } } } },
    responses: { 200: { description: '2xx 即已收到' } },
  });
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'lixia-flow', version: '0.1.0' },
  });
}

export function openApiRoutes(): Router {
  const router = Router();
  let document: unknown;
  router.get('/openapi.json', (_req, res) => {
    document ??= openApiDocument();
    res.json(document);
  });
  return router;
}
