-- Up Migration

-- 加签: somebody else's opinion on a task, before it can be completed or after. Each is an instance of `extra-opinion` in the same case; the row
-- decides what it gates (domain/tasks/extra.ts).
CREATE TABLE extra_opinion (
  id           text   PRIMARY KEY,            -- correlation key of its instance
  task_key     bigint NOT NULL,
  case_id      text   NOT NULL REFERENCES cases,
  element      text   NOT NULL,
  name         text   NOT NULL,               -- of the step
  "when"       text   NOT NULL CHECK ("when" IN ('before', 'after', 'applicant')),
  post         text   NOT NULL,
  person       text,                          -- null: whoever holds the post
  question     text   NOT NULL,
  due_at       timestamptz,                   -- of the task that waits
  asked_by     text   NOT NULL,
  asked_at     timestamptz NOT NULL,          -- business time
  state        text   NOT NULL CHECK (state IN ('planned', 'asked', 'given', 'dropped')), -- planned: after, until the task is submitted
  sent_wall    timestamptz,
  instance_key bigint UNIQUE,                 -- written by its first worker
  verdict      text   CHECK (verdict IN ('agree', 'disagree', 'note')),
  opinion      text,
  given_by     text,
  given_at     timestamptz,
  dropped_by   text,                          -- null: the task was gone
  dropped_at   timestamptz,
  drop_sent    boolean NOT NULL DEFAULT false -- the instance has been told, or there is none
);
CREATE UNIQUE INDEX extra_opinion_asked_once ON extra_opinion (task_key, "when", post) WHERE state IN ('planned', 'asked');
CREATE INDEX extra_opinion_of_task ON extra_opinion (task_key, asked_at);
CREATE INDEX extra_opinion_open ON extra_opinion (id) WHERE state = 'asked' OR state = 'dropped' AND NOT drop_sent;

-- A task that its person has submitted and that others must confirm before the engine hears of it.
CREATE TABLE held_completion (
  task_key   bigint PRIMARY KEY,
  case_id    text  NOT NULL REFERENCES cases,
  by         text  NOT NULL,
  action     text  NOT NULL,                  -- of the engine's command
  variables  jsonb NOT NULL,
  at         timestamptz NOT NULL
);
