-- Up Migration

-- Who belongs to a group, as posts (历下政发〔2019〕1号 annexes 1 and 2): whoever holds the post is the member.
CREATE TABLE group_member (
  group_unit text NOT NULL,                    -- leading-group | leading-group-office
  ord        int  NOT NULL,
  role       text NOT NULL,                    -- 组长, 副组长, 成员 ...
  title      text NOT NULL,                    -- 区财政局局长
  post       text REFERENCES post,             -- null for posts outside the units (district leaders)
  PRIMARY KEY (group_unit, ord),
  UNIQUE (group_unit, title)
);
-- The first edit of a group is its seed.
CREATE TABLE group_member_edit (
  group_unit text NOT NULL,
  revision   int  NOT NULL,
  at         timestamptz NOT NULL,
  actor      text,
  reason     text NOT NULL,
  before     jsonb NOT NULL,
  after      jsonb NOT NULL,
  PRIMARY KEY (group_unit, revision)           -- two edits of the same list: the second is refused
);
CREATE TRIGGER group_member_edit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON group_member_edit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
