import { NavLink, Link, useParams } from 'react-router';
import { NotFound } from '../not-found/not-found.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { useTitle } from '../parts/use-title.ts';
import './help.css';
import { chapters } from './manual.ts';
import ChapterText from './text.tsx';

const parts = [...new Set(chapters.map((c) => c.part))];

function Contents() {
  return (
    <nav className="panel help-contents" aria-label="手册目录">
      {parts.map((part) => (
        <section key={part} aria-label={part}>
          <h2>{part}</h2>
          <ul>
            {chapters
              .filter((c) => c.part === part)
              .map((c) => (
                <li key={c.id}>
                  <NavLink to={`/help/${c.id}`}>{c.title}</NavLink>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** 使用手册: one chapter per role and per page. */
export function Help() {
  const { chapter: id } = useParams();
  const narrow = useNarrow();
  const at = id === undefined ? 0 : chapters.findIndex((c) => c.id === id);
  const chapter = chapters[at];
  useTitle(chapter ? `${chapter.title} · 使用手册` : '使用手册');
  if (!chapter) return <NotFound />;
  const before = chapters[at - 1];
  const next = chapters[at + 1];
  return (
    <>
      <div className="page-head">
        <h1>使用手册：{chapter.title}</h1>
        {narrow && id !== undefined && <Link to="/help">目录</Link>}
      </div>
      <div className="help">
        {(!narrow || id === undefined) && <Contents />}
        <article className="panel">
          <ChapterText key={chapter.id} chapter={chapter} />
          <div className="help-next no-print">
            {before && <Link to={`/help/${before.id}`}>上一章：{before.title}</Link>}
            {next && <Link to={`/help/${next.id}`}>下一章：{next.title}</Link>}
          </div>
        </article>
      </div>
    </>
  );
}
