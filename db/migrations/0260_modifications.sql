-- Up Migration

-- 退回, 拿回 and 移到其他环节: one step of a case ended and another begun by the engine's modification. The row decides (a step instance is
-- ended once), the command follows and is repeated until it is known what came of it (domain/operations/modify.ts).
CREATE TABLE case_modification (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id      text   NOT NULL REFERENCES cases,
  instance_key bigint NOT NULL,
  from_element text   NOT NULL,
  from_key     bigint NOT NULL,               -- element instance that is ended
  to_element   text   NOT NULL,
  kind         text   NOT NULL,               -- of the event in the history
  by           text   NOT NULL,               -- account
  detail       jsonb  NOT NULL,               -- of the event
  give_to      text,                          -- account that gets the task which comes again; null: free for its post
  begun_wall   timestamptz NOT NULL DEFAULT now(),
  sent_wall    timestamptz NOT NULL DEFAULT now(),
  done_at      timestamptz,                   -- business time; the engine has done it, the history says so
  failed_at    timestamptz,                   -- the step was gone before
  given        boolean NOT NULL DEFAULT true  -- false: the task that comes again has not been given yet
);
CREATE UNIQUE INDEX case_modification_once ON case_modification (from_key) WHERE failed_at IS NULL;
CREATE INDEX case_modification_left ON case_modification (sent_wall) WHERE failed_at IS NULL AND (done_at IS NULL OR NOT given);
