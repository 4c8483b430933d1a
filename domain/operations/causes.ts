/** Why a step is stuck, for whoever must mend it: what happened and what to do. */
export interface Cause {
  text: string;
  advice: string;
}

const CAUSES: Record<string, Cause> = {
  JOB_NO_RETRIES: { text: '自动环节几次都没有做成。', advice: '排除原因后重试。' },
  IO_MAPPING_ERROR: {
    text: '环节的输入或输出取不到需要的内容。',
    advice: '核对前面环节填写的内容；流程图有误的，改图后移到别的环节。',
  },
  EXTRACT_VALUE_ERROR: {
    text: '表达式取不到需要的内容，例如办理岗位或日期是空的。',
    advice: '核对前面环节填写的内容，补齐后重试。',
  },
  CONDITION_ERROR: {
    text: '网关的条件判断不了，或没有一条路线符合。',
    advice: '核对前面环节填写的内容和网关的条件，改好后重试。',
  },
  UNHANDLED_ERROR_EVENT: {
    text: '环节报告了业务错误，流程图没有安排怎么处理。',
    advice: '请流程设计员在图上补上处理路线；本件可移到别的环节。',
  },
  CALLED_ELEMENT_ERROR: { text: '要调用的流程没有部署。', advice: '部署被调用的流程后重试。' },
  CALLED_DECISION_ERROR: { text: '要用的规则没有部署。', advice: '部署规则后重试。' },
  DECISION_EVALUATION_ERROR: {
    text: '规则判定出错，例如唯一命中的规则表有几行同时命中。',
    advice: '请流程设计员改好规则并部署，再重试。',
  },
  FORM_NOT_FOUND: { text: '环节的表单没有部署。', advice: '部署表单后重试。' },
  MESSAGE_SIZE_EXCEEDED: { text: '内容过大，引擎放不下。', advice: '请系统管理员处理。' },
  EXECUTION_LISTENER_NO_RETRIES: { text: '环节的监听程序没有做成。', advice: '排除原因后重试。' },
};

/** Our own programs say it in Chinese already; the engine's English stays out of sight. */
export function causeOf(errorType: string, message: string): Cause {
  const known = CAUSES[errorType] ?? { text: '引擎不能继续这一环节。', advice: '请系统管理员查看原始信息。' };
  const own = message.trim();
  return /[\u4e00-\u9fff]/.test(own) ? { ...known, text: own } : known;
}
