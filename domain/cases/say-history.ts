import type { Votes } from '../tasks/joint.ts';
import type { HistoryEntry } from './history.ts';

/** One entry of a case's history as a Chinese sentence. */
export function say(h: HistoryEntry, nameOf: (id: string) => string): string {
  const step = h.elementName ?? h.element ?? '';
  const groups = ((h.detail.groups as string[] | undefined) ?? []).map(nameOf).join('、');
  switch (h.kind) {
    case 'case-filed':
      return '提交申报';
    case 'task-created':
      return `“${step}”转至${groups}`;
    case 'task-completed':
      return typeof h.detail.onBehalfOf === 'string'
        ? `代${nameOf(h.detail.onBehalfOf)}办结“${step}”`
        : `办结“${step}”`;
    case 'task-canceled':
      // Of several that have the same step, whose it was.
      return groups ? `“${step}”已撤销，${groups}不再办理` : `“${step}”已撤销`;
    case 'step-completed':
      return h.detail.type === 'END_EVENT' ? `到达“${step}”` : `自动完成“${step}”`;
    case 'voted': {
      const { total, cast, agreed, needed, carried } = h.detail as unknown as Votes;
      return `“${step}”表决${carried ? '通过' : '未通过'}：共 ${total} 方，${cast} 方已投，${agreed} 方同意，满 ${needed} 票通过`;
    }
    case 'incident':
      return `“${step}”受阻：${String(h.detail.message ?? '')}`;
    default:
      return typeof h.detail.text === 'string' ? h.detail.text : `${KINDS[h.kind] ?? h.kind}`;
  }
}

const KINDS: Record<string, string> = {
  'case-opened': '立案',
  'decision-recorded': '决策结果已登记',
  'case-withdrawn': '事项已撤回',
  'case-marked': '事项标识已修改',
  'case-moved': '事项已移到其他环节',
  'case-migrated': '事项改按新版流程图办理',
  'case-rehomed': '事项按新版流程图重新安置',
  'case-put-back': '重新安置未成，仍按原版办理',
  'archive-sealed': '案卷已封存',
  'paper-recorded': '纸质原件已登记',
  'paper-checked': '纸质原件已核对',
  'level-determined': '决策层级已判定',
  'materials-checked': '要件已核对',
};

/** Who did it, and in whose place. */
export function sayActor(h: HistoryEntry, nameOf: (id: string) => string): string | null {
  if (h.actor === null) return null;
  const { onBehalfOf } = h.detail;
  return typeof onBehalfOf === 'string' ? `${nameOf(h.actor)} 代 ${nameOf(onBehalfOf)}` : nameOf(h.actor);
}
