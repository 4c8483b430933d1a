/** Words for what can be drawn, as bpmn-js and the panel call it. */

const KINDS: Record<string, string> = {
  '': '',
  Message: '消息',
  Timer: '定时',
  Signal: '信号',
  Error: '错误',
  Escalation: '升级',
  Conditional: '条件',
  Compensation: '补偿',
  Compensate: '补偿',
  Cancel: '取消',
  Link: '链接',
  Terminate: '终止',
};
const PLACES: Record<string, string> = {
  'start event': '开始事件',
  'end event': '结束事件',
  'intermediate catch event': '等待事件',
  'intermediate throw event': '发出事件',
  'boundary event': '边界事件',
};

const events: Record<string, string> = {};
for (const [kind, word] of Object.entries(KINDS))
  for (const [place, position] of Object.entries(PLACES)) {
    const key = `${kind} ${place}`.trim();
    events[key] = word + position;
    events[`${key} (non-interrupting)`] = `${word}${position}（不打断）`;
    events[`${key} (non interrupting)`] = `${word}${position}（不打断）`;
  }

export const elements: Record<string, string> = {
  ...events,
  Task: '任务',
  'User task': '人工任务',
  'Service task': '程序任务',
  'Send task': '发送任务',
  'Receive task': '接收任务',
  'Manual task': '线下任务',
  'Script task': '脚本任务',
  'Business rule task': '规则任务',
  'Call activity': '调用流程',
  'Sub-process': '子流程',
  'Sub process': '子流程',
  'Sub-process (collapsed)': '子流程（折叠）',
  'Sub-process (expanded)': '子流程（展开）',
  'Expanded sub process': '子流程（展开）',
  'Collapsed sub process': '子流程（折叠）',
  'Event sub-process': '事件子流程',
  'Event sub process': '事件子流程',
  'Ad-hoc sub-process': '临时子流程',
  'Ad hoc sub process': '临时子流程',
  'Ad-hoc sub-process (collapsed)': '临时子流程（折叠）',
  'Ad-hoc sub-process (expanded)': '临时子流程（展开）',
  'Ad-hoc': '临时',
  Transaction: '事务',
  'Exclusive gateway': '排他网关',
  'Parallel gateway': '并行网关',
  'Inclusive gateway': '包容网关',
  'Complex gateway': '复杂网关',
  'Event-based gateway': '事件网关',
  'Event based gateway': '事件网关',
  'Event based instantiating Gateway': '事件网关（启动流程）',
  'Parallel Event based instantiating Gateway': '并行事件网关（启动流程）',
  'Sequence flow': '连线',
  'Default flow': '默认路线',
  'Conditional flow': '带条件的连线',
  'Message flow': '消息流',
  Association: '关联线',
  'Text annotation': '文字注释',
  Group: '分组框',
  'Data object reference': '数据对象',
  'Data store reference': '数据存储',
  'Data input association': '数据输入关联',
  'Data output association': '数据输出关联',
  Participant: '泳池',
  Lane: '泳道',
  Process: '流程',
  Collaboration: '协作图',
  'Empty pool/participant': '空泳池',
  'Expanded pool/participant': '展开的泳池',
  Collection: '集合',
  Loop: '循环',
  'Parallel multi-instance': '逐项办理（同时）',
  'Sequential multi-instance': '逐项办理（依次）',
  'Participant multiplicity': '多个参与方',
};
