import { useQuery } from '@tanstack/react-query';
import { Card, Skeleton } from 'antd';
import { queries } from '../client/queries.ts';
import { DemoPosts } from './demo-posts.tsx';
import { PasswordForm } from './password-form.tsx';
import { OtherWay } from './other-way.tsx';
import './sign-in.css';

export function SignIn() {
  const people = useQuery(queries.demoPeople());
  return (
    <main className="sign-in">
      <header className="sign-in-title">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <h1>历下区业务流程平台</h1>
      </header>
      {people.isPending ? (
        <Card className="sign-in-card">
          <Skeleton active />
        </Card>
      ) : people.data ? (
        <Card className="sign-in-card wide" title={<h2>演示登录：选择单位和岗位</h2>}>
          <DemoPosts people={people.data} />
          <OtherWay />
        </Card>
      ) : (
        <Card className="sign-in-card" title={<h2>登录</h2>}>
          <PasswordForm />
          <OtherWay />
        </Card>
      )}
    </main>
  );
}
