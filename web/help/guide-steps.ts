interface Step {
  title: string;
  text: string;
  /** Page whose link in the navigation is shown. */
  to?: string;
  /** Another element. */
  at?: string;
}

const BELL: Step = {
  title: '消息',
  text: '新任务、催办、预警和超期都会在这里提醒。想同时收邮件，在“消息”页的“消息设置”中填写邮箱。',
  at: '.top-bell',
};
const HELP: Step = {
  title: '帮助',
  text: '这里有本页说明、使用手册和键盘快捷键，也可以再看一遍本引导。',
  at: '.top-help',
};
const TASKS: Step = {
  title: '我的待办',
  text: '要您办理的任务都在这里。“待我办理”是您已领取的，“可领取”是本岗位谁都可以领的。点任务名称打开，填写后提交；没填完会自动暂存，换一台电脑也能接着填。',
  to: '/tasks',
};
const welcome = (what: string): Step => ({
  title: '欢迎使用',
  text: `您以“{name}”登录。${what}下面几步指出每天用到的地方；随时可以跳过，按 Esc 也可以。`,
});

/** Shown at a first visit, by what somebody is here for (domain/people/guides.ts). */
export const STEPS: Record<string, Step[]> = {
  staff: [
    welcome(''),
    TASKS,
    { title: '发起事项', text: '由您的岗位发起的事项从这里填报。', to: '/start' },
    { title: '事项查询', text: '本单位参与的事项办到哪一步、还剩几天，在这里查。', to: '/cases' },
    { title: '时限监控', text: '本单位的每个时限和剩余的工作日。黄色是预警，红色是超期。', to: '/limits' },
    { title: '我的代理', text: '请假、出差前在这里设置由谁代办。', to: '/absence' },
    BELL,
    HELP,
  ],
  head: [
    welcome('审批、决定由您办理，本单位的任务您也可以转交他人。'),
    TASKS,
    {
      title: '时限监控',
      text: '本单位的每个时限和剩余的工作日；需要中止、恢复、延长的，在事项页面办理。',
      to: '/limits',
    },
    { title: '红黄牌', text: '本单位收到的预警和超期红牌，在这里说明原因。', to: '/cards' },
    { title: '统计报表', text: '本单位的按期率、用时和工作量，每个数字都可以点开看是哪些事项。', to: '/reports' },
    { title: '我的代理', text: '外出时在这里设置由谁代办，任务和提醒随即转给对方。', to: '/absence' },
    BELL,
    HELP,
  ],
  supervisor: [
    welcome('您可以查看督导范围内的全部时限和事项。'),
    {
      title: '时限监控',
      text: '全部时限按紧急程度排列；按状态、单位、流程筛选，导出的 Excel 与筛选一致。',
      to: '/limits',
    },
    { title: '红黄牌', text: '每一张牌从发出、说明、核查到结束的全过程。', to: '/cards' },
    { title: '督查台账', text: '立项、交办、签收、反馈、销号，逐项跟踪。', to: '/ledger' },
    { title: '统计报表', text: '按期率、用时和季度考评；每个数字可以点开。', to: '/reports' },
    { title: '我的待办', text: '需要您核查、审定的任务。', to: '/tasks' },
    BELL,
    HELP,
  ],
  owner: [
    welcome('流程、规则和表单由您维护。'),
    {
      title: '流程设计',
      text: '在这里修改流程图、规则和表单；保存草稿、检查、比较、演练，审核通过后部署。',
      to: '/modeler',
    },
    { title: '运行情况', text: '每个环节上有多少事项、用了多久，哪些步骤受阻。', to: '/operations' },
    { title: '规则试算', text: '填入条件，看现行规则给出什么结果、依据哪一条。', to: '/rules' },
    BELL,
    HELP,
  ],
  sysadmin: [
    welcome('您负责账户、日历和系统运行；岗位由安全管理员授予，操作由审计管理员监督。'),
    { title: '运行状态', text: '引擎、数据和后台任务是否正常；告警、受阻的步骤在这里处理。', to: '/status' },
    { title: '账户与单位', text: '建立、停用、解锁账户，维护单位，导入导出。', to: '/accounts' },
    { title: '工作日历', text: '每年放假通知发布后在这里导入；保存前会列出哪些时限随之变动。', to: '/calendar' },
    { title: '消息推送', text: '向其他系统推送消息；没有送达的可以重发。', to: '/webhooks' },
    BELL,
    HELP,
  ],
  secadmin: [
    welcome('岗位由谁担任、谁代谁办理，由您设置；账户由系统管理员建立。'),
    { title: '岗位与代理', text: '更换岗位人员，设置和查看缺席与代理；换人后未办结的任务自动移交。', to: '/people' },
    BELL,
    HELP,
  ],
  auditor: [
    welcome('您查阅审计日志，不参与办理，也看不到事项内容。'),
    {
      title: '审计日志',
      text: '谁在何时何地对什么做了什么，被拒绝的也在内；可以筛选、核对是否被改动、导出。',
      to: '/audit',
    },
    { title: '案卷封存', text: '核对封存的案卷是否被改动。', to: '/archives' },
    BELL,
    HELP,
  ],
};
