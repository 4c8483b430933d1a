import { marked, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';
import { type Chapter, chapterOfLink } from './chapters.ts';
import './help.css';
import { pictureAt } from './manual.ts';

const all = (tokens: Token[] | undefined): ReactNode =>
  tokens?.map((token, i) => <Fragment key={i}>{one(token)}</Fragment>);

/** The parts of Markdown that the manual uses, as elements of ours: nothing of it becomes HTML by itself. */
function one(token: Token): ReactNode {
  switch (token.type) {
    case 'heading':
      return (token as Tokens.Heading).depth <= 2 ? <h2>{all(token.tokens)}</h2> : <h3>{all(token.tokens)}</h3>;
    case 'paragraph':
      return <p>{all(token.tokens)}</p>;
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      const entries = items.map((item, i) => <li key={i}>{all(item.tokens)}</li>);
      return ordered ? <ol>{entries}</ol> : <ul>{entries}</ul>;
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return (
        <div className="help-table">
          <table>
            <thead>
              <tr>
                {header.map((cell, i) => (
                  <th key={i} scope="col">
                    {all(cell.tokens)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j}>{all(cell.tokens)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    }
    case 'image': {
      const { href, text } = token as Tokens.Image;
      return <img src={pictureAt(href)} alt={text} loading="lazy" />;
    }
    case 'link': {
      const chapter = chapterOfLink((token as Tokens.Link).href);
      return chapter ? <Link to={`/help/${chapter}`}>{all(token.tokens)}</Link> : all(token.tokens);
    }
    case 'strong':
      return <strong>{all(token.tokens)}</strong>;
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'blockquote':
      return <blockquote>{all(token.tokens)}</blockquote>;
    case 'space':
      return null;
    default:
      return 'tokens' in token && token.tokens ? all(token.tokens) : 'text' in token ? (token.text as string) : null;
  }
}

/** A chapter as it is read. */
export default function ChapterText({ chapter }: { chapter: Chapter }) {
  // Scrolled by the keyboard as well, where it stands in a drawer.
  return (
    <div className="help-text" tabIndex={0}>
      {all(marked.lexer(chapter.body))}
    </div>
  );
}
