import { App, Button, Modal } from 'antd';
import { useEffect } from 'react';
import { useBlocker } from 'react-router';

interface Props {
  /** Asked at the moment of leaving: true while something typed is not kept anywhere. */
  unsaved: () => boolean;
  save?: () => Promise<boolean>;
}

/** Leaving with unsaved input asks first. */
export function LeaveGuard({ unsaved, save }: Props) {
  const { message } = App.useApp();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && unsaved(),
  );
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (unsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);

  async function keepAndLeave(keep: () => Promise<boolean>) {
    if (await keep()) return blocker.proceed?.();
    void message.error('没有暂存成功，填写的内容仍在本页，请稍后重试');
    blocker.reset?.();
  }

  return (
    <Modal
      open={blocker.state === 'blocked'}
      title="有尚未保存的填写内容"
      onCancel={() => blocker.reset?.()}
      footer={[
        <Button key="leave" danger type="text" onClick={() => blocker.proceed?.()}>
          不保存，离开
        </Button>,
        <Button key="stay" type={save ? 'default' : 'primary'} onClick={() => blocker.reset?.()}>
          继续填写
        </Button>,
        save && (
          <Button key="save" type="primary" onClick={() => void keepAndLeave(save)}>
            暂存并离开
          </Button>
        ),
      ]}
    >
      离开本页后，未保存的内容将丢失。
    </Modal>
  );
}
