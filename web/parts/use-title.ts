import { useEffect } from 'react';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} - 历下区业务流程平台`;
  }, [title]);
}
