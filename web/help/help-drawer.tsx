import { Drawer } from 'antd';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { Nothing } from '../parts/page-state.tsx';
import { chapterOf } from './manual.ts';
import ChapterText from './text.tsx';

/** The manual's chapter about the page that is open. */
export default function HelpDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { pathname } = useLocation();
  const chapter = chapterOf(pathname);
  // A link of the chapter leads to another page.
  const here = useRef(pathname);
  useEffect(() => {
    if (here.current !== pathname) onClose();
    here.current = pathname;
  }, [pathname, onClose]);
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={520}
      title={chapter ? `本页说明：${chapter.title}` : '本页说明'}
      footer={<Link to={chapter ? `/help/${chapter.id}` : '/help'}>在使用手册中打开</Link>}
    >
      {chapter ? <ChapterText chapter={chapter} /> : <Nothing>本页没有单独的说明，请查阅使用手册。</Nothing>}
    </Drawer>
  );
}
