import { Alert, Button, Card } from 'antd';
import type { Session } from '../client/types.ts';
import { signOut } from '../shell/session.tsx';
import '../sign-in/sign-in.css';
import { PasswordChange } from './password-change.tsx';

/** Instead of every page until the password is one's own. */
export function MustChange({ session }: { session: Session }) {
  return (
    <main className="sign-in">
      <header className="sign-in-title">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <h1>历下区业务流程平台</h1>
      </header>
      <Card className="sign-in-card" title={<h2>请先修改密码</h2>}>
        <Alert
          type="info"
          showIcon
          className="gap"
          title={
            session.mustChange === 'given'
              ? '这是管理员给您的初始密码，改成自己的密码后才能使用平台。'
              : '密码已到期，修改后才能继续使用平台。'
          }
        />
        <PasswordChange session={session} onDone={() => undefined} />
        <Button type="link" onClick={() => void signOut()}>
          退出登录
        </Button>
      </Card>
    </main>
  );
}
