import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { printWhole } from '../parts/print-whole.ts';

const KEYS: [keys: string, what: string][] = [
  ['?', '打开、关闭本说明'],
  ['/', '查找事项、任务（顶部的搜索框）'],
  ['t', '我的待办'],
  ['m', '消息'],
  ['c', '事项查询'],
  ['h', '首页'],
  ['j、k', '列表中下一项、上一项，回车打开'],
  ['Ctrl + 回车', '任务页：提交'],
  ['Ctrl + S', '任务页：暂存'],
  ['Ctrl + P', '打印本页（任务、事项页打印全部内容）'],
];
const PLACES: Record<string, string> = { t: '/tasks', m: '/messages', c: '/cases', h: '/' };

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable=true], [role=dialog]') !== null;

function press(label: string): boolean {
  const button = [...document.querySelectorAll<HTMLButtonElement>('.action-bar button')].find(
    (b) => b.textContent?.replace(/\s/g, '') === label && !b.disabled,
  );
  button?.click();
  return button !== undefined;
}

/** The next or the previous link of a list. */
function step(by: number): void {
  const links = [
    ...document.querySelectorAll<HTMLAnchorElement>('main .ant-table-row td a, main .task-card, main .row-cards a'),
  ].filter((link, i, all) => all.findIndex((other) => other.closest('tr, li') === link.closest('tr, li')) === i);
  const at = links.findIndex((link) => link === document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

// From the help menu.
const SHOW = 'show-shortcuts';
export const showShortcuts = (): void => void document.dispatchEvent(new Event(SHOW));

/** Keys for people who do this all day; letters count only while nobody types. */
export function Shortcuts() {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && press('提交')) event.preventDefault();
      else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's' && press('暂存'))
        event.preventDefault();
      else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'p') {
        event.preventDefault();
        printWhole();
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === '?' && (!isTyping(event.target) || open)) setOpen((shown) => !shown);
      if (open || isTyping(event.target)) return;
      const place = PLACES[event.key];
      if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLInputElement>('header input')?.focus();
      } else if (event.key === 'j') step(1);
      else if (event.key === 'k') step(-1);
      else if (place) void navigate(place);
    };
    const show = () => setOpen(true);
    document.addEventListener('keydown', onKey);
    document.addEventListener(SHOW, show);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener(SHOW, show);
    };
  }, [navigate, open]);
  return (
    <Modal open={open} title="键盘快捷键" onCancel={() => setOpen(false)} footer={null}>
      <dl className="facts">
        {KEYS.map(([keys, what]) => (
          <div key={keys} className="shortcut">
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
