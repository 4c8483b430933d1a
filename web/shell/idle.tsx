import { Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { queryClient } from '../client/queries.ts';
import type { Session } from '../client/types.ts';
import { noteInput } from './input.ts';

const WARN_S = 120;

/** Says before the server ends a session that nothing is done in, and keeps it by a click. */
export function IdleWarning({ session, ended }: { session: Session; ended: boolean }) {
  const { idle } = session;
  // The server's figure counts from when it was told.
  const [until, setUntil] = useState(0);
  const [left, setLeft] = useState(Infinity);
  const asked = useRef(false);
  useEffect(() => {
    setUntil(Date.now() + idle.leftSeconds * 1000);
    asked.current = false;
  }, [idle]);
  useEffect(() => {
    if (!until) return undefined;
    const look = () => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      setLeft(seconds);
      // Over: the server says so, and the sign-in comes over the page.
      if (seconds < 0 && !asked.current) {
        asked.current = true;
        void queryClient.invalidateQueries({ queryKey: ['session'] });
      }
    };
    look();
    const timer = window.setInterval(look, 1000);
    return () => window.clearInterval(timer);
  }, [until]);

  return (
    <Modal
      open={!ended && left <= WARN_S && left >= 0}
      title="长时间没有操作，即将自动退出"
      closable={false}
      width={400}
      footer={
        <Button
          type="primary"
          onClick={() => {
            noteInput();
            void queryClient.invalidateQueries({ queryKey: ['session'] });
          }}
        >
          继续使用
        </Button>
      }
    >
      <p>还有 {Math.max(0, left)} 秒。页面上已填写的内容会保留，退出后重新登录可以继续办理。</p>
    </Modal>
  );
}
