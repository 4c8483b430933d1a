import { Alert } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useNarrow } from '../web/parts/use-narrow.ts';
import { useTitle } from '../web/parts/use-title.ts';
import type { Model } from './types.ts';

/** Editors need a desk: a phone gets what stands instead. One that was begun stays where the window is made narrow: nothing is lost. */
export function AtDesk({ instead, children }: { instead: ReactNode; children: ReactNode }) {
  const narrow = useNarrow();
  const [begun, setBegun] = useState(!narrow);
  useEffect(() => {
    if (!narrow) setBegun(true);
  }, [narrow]);
  return begun ? children : instead;
}

interface Props {
  model: Model;
  title: string;
  /** What is to be done at a desk, and what can be done here. */
  said: { title: string; description: string };
  children: ReactNode;
}

/** The page of an editor on a phone. */
export function OnPhone({ model: m, title, said, children }: Props) {
  useTitle(title);
  return (
    <>
      <div className="page-head">
        <h1>{title}</h1>
        <Link to={`/modeler/${m.id}`}>版本和部署</Link>
      </div>
      <Alert className="gap" type="info" showIcon {...said} />
      {children}
    </>
  );
}
