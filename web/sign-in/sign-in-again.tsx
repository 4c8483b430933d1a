import { Button, Modal } from 'antd';
import { signOut } from '../shell/session.tsx';
import { OtherWay } from './other-way.tsx';
import { PasswordForm } from './password-form.tsx';

/** Over the page, so that unsent input survives an ended session. */
export function SignInAgain({ open, username, oidc }: { open: boolean; username: string; oidc: boolean }) {
  return (
    <Modal
      open={open}
      title="登录已失效，请重新登录"
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={400}
      destroyOnHidden
      footer={
        <Button type="link" onClick={() => void signOut()}>
          换其他账号登录
        </Button>
      }
    >
      <p>页面上已填写的内容仍然保留，登录后可以继续办理。</p>
      {oidc ? (
        <p>
          请在新窗口登录，再回到本页继续：
          <OtherWay newWindow />
        </p>
      ) : (
        <PasswordForm username={username} />
      )}
    </Modal>
  );
}
