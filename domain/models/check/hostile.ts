import { isStorable } from '../../text.ts';

/** Largest file, bytes of UTF-8. */
export const MOST_BYTES = 2 * 1024 * 1024;
const DEEPEST = 60;
const MOST_TAGS = 60_000;

/**
 * Why a text is not even read as a diagram; null: nothing against it. Looks at the text alone, in one pass, before any parser
 * sees it.
 */
export function refuseFile(xml: string, what: string = 'BPMN 流程图'): string | null {
  if (Buffer.byteLength(xml) > MOST_BYTES) return '文件超过 2 MB 上限，请拆分（把独立的部分改为被调用的流程）后重试。';
  if (!xml.trim()) return `文件是空的，请选择${what}文件。`;
  if (!isStorable(xml)) return '文件含有无法保存的控制字符，请用编辑器重新导出。';
  if (/<!DOCTYPE|<!ENTITY|<!ELEMENT|<!ATTLIST/i.test(xml))
    return '文件含有 DOCTYPE 或实体声明，可能带来安全风险，不予打开。请用编辑器重新导出。';
  if (/<\?xml-stylesheet|<\w*:?include[\s>/]/i.test(xml))
    return '文件引用了外部样式或外部内容，不予打开。请删除引用后重试。';
  return tooDeep(xml, `文件不是有效的 ${what}（XML 不完整或有误），请用编辑器重新导出。`);
}

/** One walk over the text: nothing in it is looked at twice, whatever it is made of. */
function tooDeep(xml: string, broken: string): string | null {
  let depth = 0;
  let tags = 0;
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
    // Comments and CDATA hold no tags of the diagram.
    const aside = SKIPPED.find(([begin]) => xml.startsWith(begin, at));
    if (aside) {
      const end = xml.indexOf(aside[1], at + aside[0].length);
      if (end < 0) return broken;
      at = end + aside[1].length;
      continue;
    }
    const end = endOfTag(xml, at);
    if (end < 0) return broken;
    if (++tags > MOST_TAGS) return '文件内容过多，请拆分为几个后重试。';
    if (xml[at + 1] === '/') depth--;
    else if (xml[end - 1] !== '/' && ++depth > DEEPEST)
      return '文件的嵌套层次过深，不是正常的文件。请用编辑器重新导出。';
    at = end + 1;
  }
  return null;
}

const SKIPPED = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/** Where the tag closes: a ">" in a value is none of its signs. -1 when it never does. */
function endOfTag(xml: string, from: number): number {
  let quote = '';
  for (let i = from + 1; i < xml.length; i++) {
    const sign = xml[i]!;
    if (quote) {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return i;
    else if (sign === '<') return -1;
  }
  return -1;
}

const SCRIPT = /<\s*\/?\s*(script|iframe|object|embed|svg|img)\b|javascript\s*:|\bon(load|error|click|mouseover)\s*=/i;

/** True for a text that would be a program if a page took it at its word. */
export const isScript = (text: string): boolean => SCRIPT.test(text);
