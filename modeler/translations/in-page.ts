import { note } from './translate.ts';

const ATTRIBUTES = ['title', 'placeholder', 'aria-label', 'data-label'];
// What people type is theirs, and expressions speak English.
const LEAVE = '[contenteditable="true"], .cm-editor, textarea, .fjs-form-field > label, .fjs-vertical-layout label';

const isLabelled = (input: HTMLInputElement): boolean =>
  [...(input.labels ?? [])].some((label) => /[^\s*]/.test(label.textContent ?? ''));

/**
 * Chinese for the parts of an editor that has no translation: texts and tips are replaced as they are drawn. `watch` says where what
 * has no Chinese is noted, for the tests. Answers how to stop.
 */
export function translateIn(root: HTMLElement, words: Record<string, string>, watch: string): () => void {
  // Texts with parts of their own: "Create a {control} element".
  const patterns = Object.entries(words)
    .filter(([text]) => text.includes('{'))
    .map(([text, chinese]) => {
      const [before = '', after = ''] = text.split(/\{\w+\}/);
      return { before, after, chinese };
    });
  const filled = (text: string): string | undefined => {
    const fits = patterns.find(({ before, after }) => text.startsWith(before) && text.endsWith(after));
    if (!fits) return undefined;
    const inner = text.slice(fits.before.length, text.length - fits.after.length);
    return fits.chinese.replace(/\{\w+\}/, words[inner] ?? inner);
  };
  const say = (text: string, at: Element): string | null => {
    const bare = text.trim();
    if (!/[a-z]{2}/i.test(bare)) return null;
    const found = Object.hasOwn(words, bare) ? words[bare] : filled(bare);
    if (found === undefined) {
      if (/^[A-Z][a-z]/.test(bare) && !/[\u4e00-\u9fff]/.test(bare) && at.closest(watch)) note(bare);
      return null;
    }
    return text.replace(bare, found);
  };
  const text = (node: Node) => {
    const parent = node.parentElement;
    if (!parent || parent.closest(LEAVE)) return;
    const chinese = say(node.nodeValue ?? '', parent);
    if (chinese !== null) node.nodeValue = chinese;
  };
  const attributes = (element: Element) => {
    if (element.closest('.cm-editor')) return;
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const chinese = value === null ? null : say(value, element);
      if (chinese !== null) element.setAttribute(name, chinese);
    }
    // A tip or a hint alone is no name for who cannot see.
    if (element instanceof HTMLInputElement && !element.hasAttribute('aria-label') && !isLabelled(element))
      element.setAttribute('aria-label', element.title || element.placeholder || '未命名');
  };
  const all = (node: Node) => {
    if (node.nodeType === Node.TEXT_NODE) return text(node);
    if (!(node instanceof Element)) return;
    attributes(node);
    node.childNodes.forEach(all);
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'characterData') text(change.target);
      else if (change.type === 'attributes') attributes(change.target as Element);
      else change.addedNodes.forEach(all);
    }
  });
  all(root);
  observer.observe(root, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
  return () => observer.disconnect();
}
