-- Up Migration

-- For which post somebody else acted: from the action of the engine's record ('claim;by=<user>;for=<post>'), '' for nobody.
ALTER TABLE read.task ADD COLUMN on_behalf_of text;
CREATE INDEX task_open_on_behalf ON read.task (assignee) WHERE state = 'open' AND on_behalf_of <> '';

-- Somebody is away; the substitute acts for the posts that he holds meanwhile. Rows are never deleted: an end is written into them.
CREATE TABLE absence (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username   text NOT NULL REFERENCES account,
  substitute text REFERENCES account CHECK (substitute <> username),  -- null: away with nobody to act
  from_at    timestamptz NOT NULL,           -- business time
  until_at   timestamptz NOT NULL,           -- exclusive
  processes  text[] CHECK (cardinality(processes) > 0),               -- null: every procedure
  reason     text NOT NULL,
  set_by     text NOT NULL,
  set_at     timestamptz NOT NULL,
  revoked_at timestamptz,                    -- ended early, or called off before it began
  revoked_by text,
  CHECK (from_at < until_at)
);
CREATE INDEX absence_away ON absence (username) WHERE revoked_at IS NULL;
CREATE INDEX absence_acting ON absence (substitute) WHERE revoked_at IS NULL;

-- A change of a post's holder. Its open tasks follow the post: one row a task, worked off over the engine.
CREATE TABLE handover (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  post           text NOT NULL REFERENCES post,
  former         text REFERENCES account,    -- null: nobody left, a further holder came
  successor      text NOT NULL REFERENCES account,
  from_date      date NOT NULL,              -- the successor holds the post from this day on
  reason         text NOT NULL,
  set_by         text NOT NULL,
  set_at         timestamptz NOT NULL,       -- business time
  cancelled_at   timestamptz,                -- another change took its place before it began
  collected_wall timestamptz                 -- wall time at which its tasks were first looked for
);
CREATE INDEX ON handover (post, id);
CREATE INDEX handover_uncollected ON handover (from_date) WHERE collected_wall IS NULL AND cancelled_at IS NULL;

CREATE TABLE handover_task (
  handover  bigint NOT NULL REFERENCES handover,
  task_key  bigint NOT NULL,
  sent_wall timestamptz,                     -- wall time of the command to the engine
  done_at   timestamptz,                     -- business time
  moved     boolean,                         -- false: finished or released before it could be moved
  PRIMARY KEY (handover, task_key)
);
CREATE INDEX handover_task_open ON handover_task (handover) WHERE done_at IS NULL;
