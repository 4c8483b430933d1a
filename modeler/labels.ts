import { elements } from './translations/elements.ts';
import type { Tone } from './state-tag.tsx';
import type { Change, Deployed, Version } from './types.ts';

export const changeNames: Record<Change['kind'], string> = {
  added: '新增',
  removed: '删除',
  changed: '修改',
  moved: '移动',
};

const MORE: Record<string, string> = {
  Rules: '规则',
  Form: '表单',
  Message: '消息',
  Error: '错误',
  Signal: '信号',
  Escalation: '升级',
  StartEvent: '开始事件',
  EndEvent: '结束事件',
  IntermediateCatchEvent: '等待事件',
  IntermediateThrowEvent: '发出事件',
  EventBasedGateway: '事件网关',
};

/** What a BPMN type is called. */
export function typeName(type: string): string {
  const spaced = type.replace(/(\B[A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return MORE[type] ?? elements[spaced] ?? type;
}

export const fromNames: Record<Deployed['from'], string> = {
  owner: '流程设计',
  product: '随产品发布',
  other: '其他工具部署，作者不详',
};

/** How far a version has come; `present` is the id of the one at work. */
export function stateOf(version: Version, present: string | null): { text: string; tone: Tone } {
  if (version.deployment)
    return version.id === present
      ? { text: `现行（第 ${version.deployment.engineVersion} 版）`, tone: 'ok' }
      : { text: `曾部署（第 ${version.deployment.engineVersion} 版）`, tone: 'plain' };
  const { review } = version;
  if (!review) return { text: version.origin === 'shipped' ? '产品更新，待处理' : '已保存', tone: 'plain' };
  if (review.approved === null) return { text: '待审核', tone: 'waits' };
  return review.approved ? { text: '已同意，待部署', tone: 'ahead' } : { text: '未同意', tone: 'bad' };
}
