import { hash } from '@node-rs/argon2';
import type { Db } from '../../db/pool.ts';
import { OTHER_POSTS, POST_KINDS, UNITS } from './units.ts';

/** The units and posts of the notices. Running it again adds what is missing and renames nothing. */
export async function seedUnitsAndPosts(db: Db): Promise<void> {
  await db.query(
    `INSERT INTO unit (id, name, ord) SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) ON CONFLICT DO NOTHING`,
    [UNITS.map((u) => u[0]), UNITS.map((u) => u[1]), UNITS.map((_, i) => i)],
  );
  const posts = [
    ...UNITS.flatMap(([unit, name]) =>
      Object.entries(POST_KINDS).map(([kind, title]) => ({ id: `${unit}.${kind}`, unit, kind, name: name + title })),
    ),
    ...OTHER_POSTS.map(([id, name]) => ({ id, unit: null, kind: id, name })),
  ];
  await db.query(
    `INSERT INTO post (id, unit, kind, name) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
     ON CONFLICT DO NOTHING`,
    [posts.map((p) => p.id), posts.map((p) => p.unit), posts.map((p) => p.kind), posts.map((p) => p.name)],
  );
}

// Written on the sign-in page: the work that makes guessing slow would guard nothing.
const EASY = { memoryCost: 1024, timeCost: 1 };

/** Demonstration: one person per post, called by the post, all with the password `demo`. */
export async function seedDemoPeople(db: Db): Promise<void> {
  await db.query(
    `INSERT INTO account (username, display_name, password_hash) SELECT id, name, $1 FROM post ON CONFLICT DO NOTHING`,
    [await hash('demo', EASY)],
  );
  await db.query(
    `INSERT INTO post_holder (post, username, from_date) SELECT id, id, '2019-01-01' FROM post ON CONFLICT DO NOTHING`,
  );
}
