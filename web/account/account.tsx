import { App, Descriptions } from 'antd';
import { PageHelp } from '../help/page-help.tsx';
import { useTitle } from '../parts/use-title.ts';
import { useSession } from '../shell/session.tsx';
import { PasswordChange } from './password-change.tsx';
import { AccessTokens } from './tokens.tsx';
import '../absence/absence.css';

/** 我的账户: who I am here, my password, the programs that work for me. */
export function AccountPage() {
  useTitle('我的账户');
  const session = useSession();
  const { user, idle, signedInBy } = session;
  const { message } = App.useApp();
  return (
    <>
      <div className="page-head">
        <h1>我的账户</h1>
        <PageHelp />
      </div>
      <div className="absence-columns">
        <section className="panel" aria-labelledby="tokens-title">
          <h2 id="tokens-title">访问令牌</h2>
          <p className="muted">供程序以您的名义访问，权限可以少于、不会多于您本人；不用时请吊销。</p>
          <AccessTokens system={null} />
        </section>
        <section className="panel" aria-labelledby="password-title">
          <h2 id="password-title">账户与密码</h2>
          <Descriptions
            size="small"
            column={1}
            items={[
              { key: 'username', label: '用户名', children: user.username },
              { key: 'posts', label: '任职', children: user.posts.map((p) => p.name).join('、') || '无' },
              { key: 'idle', label: '无操作', children: `${idle.minutes} 分钟后自动退出` },
            ]}
          />
          {signedInBy === 'oidc' ? (
            <p>您经统一身份认证登录，密码请在统一身份认证平台修改。</p>
          ) : (
            <>
              <p className="muted">修改后，在其他电脑和手机上的登录随即失效。</p>
              <PasswordChange
                session={session}
                onDone={() => void message.success('密码已修改，其他地方的登录已失效')}
              />
            </>
          )}
        </section>
      </div>
    </>
  );
}
