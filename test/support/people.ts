import type pg from 'pg';
import type { TestStack } from './stack.ts';
import type { Client } from './client.ts';

const mark = `${Date.now()}`.slice(-8);
let made = 0;

export interface NewPeople {
  /** Somebody with the demonstration's password, as `stack.as` expects. */
  person(...posts: string[]): Promise<{ username: string; name: string; client: Client }>;
  /** A unit with the usual posts, nobody in them; its id. */
  unit(name: string): Promise<string>;
}

/** Units and people of a test's own: others leave them alone. */
export function newPeople(stack: TestStack, db: pg.Client): NewPeople {
  return {
    async person(...posts) {
      const username = `person${mark}-${++made}`;
      const name = `人员${made}`;
      await db.query(
        `INSERT INTO account (username, display_name, password_hash) SELECT $1, $2, password_hash FROM account WHERE username = 'monitor'`,
        [username, name],
      );
      const secadmin = await stack.as('secadmin');
      for (const post of posts) {
        const body = { username, joint: true, reason: '测试任职' };
        expect((await secadmin.post(`/api/posts/${post}/holders`, body)).status).toBe(201);
      }
      return { username, name, client: await stack.as(username) };
    },
    async unit(name) {
      const id = `unit-${mark}-${++made}`;
      expect((await (await stack.as('sysadmin')).post('/api/units', { id, name })).status).toBe(201);
      return id;
    },
  };
}
