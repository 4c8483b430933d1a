import { now } from '../clock.ts';
import { Paper } from '../documents/paper.ts';
import { officialDate } from '../documents/text.ts';
import { CYCLES, type IssuedOrder } from './items.ts';

/** 督查单: what is to be done, by whom, by when, and how it is reported. */
export async function orderPaper(
  of: { caseId: string; sourceNumber: string; article: string; taskTitle: string; measureText: string },
  order: IssuedOrder,
  names: ReadonlyMap<string, string>,
): Promise<Buffer> {
  const at = now();
  const on = at.toISODate() ?? '';
  const paper = new Paper({ title: '督查单', createdAt: at.toISO() ?? '', mark: of.caseId });
  const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id).join('、') || '无';
  paper.title('督查单');
  paper.ends(`编号：${of.caseId}`, officialDate(on) ?? on);
  paper.facts([
    ['来源文件', `${of.sourceNumber} ${of.article}`],
    ['任务', of.taskTitle],
    ['措施', of.measureText],
    ['牵头单位', named([order.lead])],
    ['配合单位', named(order.support)],
    ['签收', '收到后2个工作日内'],
    ['办结期限', officialDate(order.closeOn) ?? order.closeOn],
    ['反馈周期', CYCLES[order.cycle]],
    ['交办要求', order.text ?? '按来源文件要求落实。'],
  ]);
  paper.heading('落实情况');
  paper.facts([
    ['签收人', ''],
    ['落实情况', ''],
    ['单位意见', ''],
  ]);
  paper.signature(names.get('supervision-office') ?? '区政府督查室', on);
  return paper.finish();
}
