-- Up Migration

-- What people do with a task beside taking and completing it: 转办, 委派, 答复委派, 收回委派. The row decides (one act at a time, a delegation is
-- ended once), the commands to the engine follow and are repeated until they have arrived (domain/tasks/acts.ts).
CREATE TABLE task_act (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_key     bigint NOT NULL,
  case_id      text   NOT NULL REFERENCES cases,
  element      text   NOT NULL,
  name         text   NOT NULL,               -- of the step, for the history
  kind         text   NOT NULL CHECK (kind IN ('transfer', 'delegate', 'answer', 'recall')),
  by           text   NOT NULL,               -- account
  on_behalf_of text,                          -- post in whose place
  to_post      text,                          -- who gets it; null: back to whom it came from
  to_user      text,
  text         text   NOT NULL,               -- reason, question, opinion
  groups       text[] NOT NULL,               -- what the engine shall say afterwards
  assignee     text,                          -- null: free for these groups
  before_groups   text[] NOT NULL,            -- what it said before
  before_assignee text,
  delegation   bigint REFERENCES task_act,    -- that an answer or recall ends
  at           timestamptz NOT NULL,          -- business time
  sent_wall    timestamptz NOT NULL DEFAULT now(),
  done_at      timestamptz,                   -- the engine has it
  failed_at    timestamptz,                   -- the task was gone before
  CHECK ((kind IN ('answer', 'recall')) = (delegation IS NOT NULL))
);
CREATE UNIQUE INDEX task_act_one_at_a_time ON task_act (task_key) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE UNIQUE INDEX task_act_delegation_ends_once ON task_act (delegation) WHERE failed_at IS NULL;
CREATE INDEX task_act_of_task ON task_act (task_key, id);
