import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { newKey } from '../parts/new-key.ts';

/** 立项: one item a measure, however often it is clicked; several one after the other, and those that were refused are said. */
export function TakeUp({ measures, done }: { measures: readonly string[]; done?: () => void }) {
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const [left, setLeft] = useState(0);
  const [key] = useState(newKey);

  async function open() {
    const refused: string[] = [];
    let last = '';
    for (const [at, measureId] of measures.entries()) {
      setLeft(measures.length - at);
      const request = { process: 'supervision-item', variables: { measureId } };
      // Among several, one that is refused does not keep the others from being opened.
      await http.post<{ id: string }>('/api/cases', request, { 'idempotency-key': `${key}-${at}` }).then(
        ({ id }) => (last = id),
        ({ detail, message: title }: Problem) => refused.push(detail || title),
      );
    }
    setLeft(0);
    for (const stale of ['ledger', 'tasks', 'cases', 'home']) void queryClient.invalidateQueries({ queryKey: [stale] });
    done?.();
    if (refused.length)
      void modal.error({
        title: `有 ${refused.length} 项没有立项`,
        content: refused.map((said, at) => <div key={at}>{said}</div>),
      });
    else if (measures.length > 1) void message.success(`已立项 ${measures.length} 项，请在“我的待办”中交办`);
    else {
      void message.success(`已立项，事项编号 ${last}，请在“我的待办”中交办`);
      void navigate(`/cases/${last}`);
    }
  }
  return (
    <Button type="primary" loading={left > 0} onClick={() => void open()}>
      {left > 1 ? `立项督办，还有 ${left} 项` : measures.length > 1 ? `立项督办（${measures.length} 项）` : '立项督办'}
    </Button>
  );
}
