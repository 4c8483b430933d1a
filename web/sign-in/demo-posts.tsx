import { App, Button, Collapse, Input } from 'antd';
import { useState } from 'react';
import type { Problem } from '../client/http.ts';
import type { DemoPeople } from '../client/types.ts';
import { postKindText } from '../parts/format.ts';
import { signIn } from '../shell/session.tsx';
import { PasswordForm } from './password-form.tsx';

// The one shared password of the demonstration; anything but the demonstration asks for one's own.
const DEMO_PASSWORD = 'demo';

/** Every post one click away. */
export function DemoPosts({ people }: { people: DemoPeople }) {
  const { message } = App.useApp();
  const [filter, setFilter] = useState('');
  const [busy, setBusy] = useState<string | null>(null);
  const units = people.items.filter((u) => u.unitName.includes(filter.trim()));

  async function enter(post: string) {
    setBusy(post);
    try {
      await signIn(post, DEMO_PASSWORD);
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    } finally {
      setBusy(null);
    }
  }

  const button = (id: string, label: string, title: string) => (
    <Button key={id} size="small" loading={busy === id} title={title} aria-label={title} onClick={() => void enter(id)}>
      {label}
    </Button>
  );

  return (
    <>
      <div className="sign-in-others">{people.others.map((o) => button(o.id, o.name, o.name))}</div>
      <Input
        allowClear
        placeholder="按单位名称查找"
        aria-label="按单位名称查找"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <ul className="sign-in-units">
        {units.map((unit) => (
          <li key={unit.unit}>
            <span className="sign-in-unit">{unit.unitName}</span>
            <span className="sign-in-posts">
              {unit.posts.map((p) => button(p.id, postKindText[p.kind] ?? p.name, p.name))}
            </span>
          </li>
        ))}
        {units.length === 0 && <li>没有名称包含“{filter}”的单位</li>}
      </ul>
      <Collapse
        ghost
        size="small"
        items={[{ key: 'password', label: '使用用户名和密码登录', children: <PasswordForm /> }]}
      />
    </>
  );
}
