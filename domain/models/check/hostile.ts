import { isStorable } from '../../text.ts';

/** Largest file, bytes of UTF-8. */
export const MOST_BYTES = 2 * 1024 * 1024;
const DEEPEST = 60;
const MOST_TAGS = 60_000;

/**
 * Why a text is not even read as a diagram; null: nothing against it. Looks at the text alone, in one pass, before any parser
 * sees it.
 */
export function refuseFile(xml: string): string | null {
  if (Buffer.byteLength(xml) > MOST_BYTES)
    return '文件超过 2 MB 上限，请拆分流程（把独立的部分改为被调用的流程）后重试。';
  if (!xml.trim()) return '文件是空的，请选择 .bpmn 流程图文件。';
  if (!isStorable(xml)) return '文件含有无法保存的控制字符，请用流程图编辑器重新导出。';
  if (/<!DOCTYPE|<!ENTITY|<!ELEMENT|<!ATTLIST/i.test(xml))
    return '文件含有 DOCTYPE 或实体声明，可能带来安全风险，不予打开。请用流程图编辑器重新导出。';
  if (/<\?xml-stylesheet|<\w*:?include[\s>/]/i.test(xml))
    return '文件引用了外部样式或外部内容，不予打开。请删除引用后重试。';
  return tooDeep(xml);
}

function tooDeep(xml: string): string | null {
  let depth = 0;
  let tags = 0;
  // Comments and CDATA hold no tags of the diagram; attributes keep no bare "<".
  for (const [tag] of xml.matchAll(/<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\/|<[A-Za-z_][^<>]*>?/g)) {
    if (tag.startsWith('<!')) continue;
    if (++tags > MOST_TAGS) return '流程图内容过多，请拆分为几个流程后重试。';
    if (tag === '</') depth--;
    else if (!tag.endsWith('/>') && ++depth > DEEPEST)
      return '文件的嵌套层次过深，不是正常的流程图。请用流程图编辑器重新导出。';
  }
  return null;
}

const SCRIPT = /<\s*\/?\s*(script|iframe|object|embed|svg|img)\b|javascript\s*:|\bon(load|error|click|mouseover)\s*=/i;

/** True for a text that would be a program if a page took it at its word. */
export const isScript = (text: string): boolean => SCRIPT.test(text);
