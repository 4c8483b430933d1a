import { type Element, inputsOf, isA, isLimit } from '../moddle.ts';
import { finding, type Finding, type Fix, nameOf } from './finding.ts';

const MOST_DAYS = 1000;

/** Whole number that an input gives literally (`=3`); null where it is computed or no number. */
export function literalDays(source: string | undefined): number | null {
  const digits = /^=\s*(\d+)\s*$/.exec(source ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** A limit counts, says on what it rests, ends with its step, and its step's name says the same number. */
export function checkLimits(elements: Element[]): Finding[] {
  return elements.filter(isLimit).flatMap((element) => {
    const say = (rule: string, message: string, severity?: Finding['severity'], fix?: Fix) =>
      finding(rule, element, message, severity, fix);
    const inputs = inputsOf(element);
    const get = (target: string) => (inputs.get(target) ?? '').trim();
    const empty = (target: string) => ['', '=', '=null', '=""'].includes(get(target).replace(/\s/g, ''));
    const name = nameOf(element);
    const found: Finding[] = [];
    if (empty('legalBasis')) found.push(say('limit-basis', `时限“${name}”没有写明依据。请填写文号和条款。`));
    if (empty('obligation')) found.push(say('limit-obligation', `时限“${name}”没有选择时限事项。`));
    else if (!get('obligation').startsWith('=') && !/^[a-z][a-z0-9-]*$/.test(get('obligation')))
      found.push(say('limit-obligation', `时限“${name}”的时限事项应为小写英文标识，请从列表中选择。`));
    if (get('caseId') !== '=caseId')
      found.push(
        say('limit-case', `时限“${name}”没有带上事项编号（caseId），请重新套用“时限”模板。`, 'error', {
          kind: 'input',
          target: 'caseId',
          value: '=caseId',
        }),
      );
    const days = get('workingDays');
    const literal = literalDays(days);
    if (!days.startsWith('=') || (literal !== null && (literal < 1 || literal > MOST_DAYS)))
      found.push(say('limit-days', `时限“${name}”的工作日数应为 1 到 ${MOST_DAYS} 的整数。`));
    const warn = get('warnWorkingDaysBefore');
    if (warn && warn !== '=null' && (!warn.startsWith('=') || (literalDays(warn) ?? 0) > 100))
      found.push(say('limit-days', `时限“${name}”的提前预警天数应为 0 到 100 的整数。`));
    const step = element.$parent;
    if (step && isA(step, 'Process'))
      found.push(say('limit-scope', `时限“${name}”要放进它所限的环节（子流程）里，否则永远不会结束。`));
    const said = /(\d{1,4})\s{0,4}个工作日/.exec(String(step?.name ?? ''))?.[1];
    if (step && said && literal !== null && Number(said) !== literal) {
      const value = String(step.name).replace(/\d{1,4}(\s{0,4}个工作日)/, `${literal}$1`);
      const message = `环节名称写的是 ${said} 个工作日，时限“${name}”是 ${literal} 个工作日。请把名称改为“${value}”。`;
      found.push(finding('limit-label', step, message, 'warning', { kind: 'name', value }));
    }
    return found;
  });
}
