-- Up Migration

-- Re-homing (docs/architecture.md, Modeler): a case that the engine cannot migrate goes on in a new instance of the chosen version, at the same
-- steps and with its variables; the old instance is ended first. Each row says how far one has come, so that a crash between two steps repeats none.
ALTER TABLE model_migration_case ADD COLUMN way text NOT NULL DEFAULT 'migrate' CHECK (way IN ('migrate', 'rehome'));

CREATE TABLE case_rehoming (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration bigint NOT NULL REFERENCES model_migration,
  case_id   text   NOT NULL REFERENCES cases,
  old_key   bigint NOT NULL,                  -- the instance that is left
  new_key   bigint UNIQUE,                    -- the one in which the case goes on
  -- planned: nothing done yet. ended: the engine was told to end the old one exactly where it stood. created: the case is at the new one.
  state     text   NOT NULL CHECK (state IN ('planned', 'ended', 'created', 'done', 'refused')),
  plan      jsonb  NOT NULL,
  -- The engine would not begin the new version: the case goes on in the old one, at the same steps.
  back      boolean NOT NULL DEFAULT false,
  message   text,
  attempts  int    NOT NULL DEFAULT 0,        -- of beginning the new instance
  sent_wall timestamptz,                      -- wall time of the last one
  UNIQUE (migration, old_key)
);
CREATE UNIQUE INDEX case_rehoming_open ON case_rehoming (case_id) WHERE state IN ('planned', 'ended', 'created');
CREATE INDEX ON case_rehoming (case_id);

-- While its case is re-homed, a round waits for the watch of the new instance: the end of the old one does not end it.
ALTER TABLE deadline_round ADD COLUMN carried bigint REFERENCES case_rehoming;
CREATE INDEX deadline_round_carried ON deadline_round (deadline_id) WHERE carried IS NOT NULL;

-- Between its two instances a case is as running as before.
CREATE OR REPLACE VIEW case_status AS
SELECT c.id AS case_id,
       CASE WHEN c.withdrawn_at IS NOT NULL   THEN 'withdrawn'
            WHEN i.state = 'completed'        THEN 'completed'
            WHEN i.state = 'terminated' AND NOT moving.between THEN 'failed'
            WHEN (SELECT bool_and(d.suspended_at IS NOT NULL) FROM deadline_round d
                   WHERE d.case_id = c.id AND d.ended_at IS NULL) THEN 'suspended'
            ELSE 'running' END AS status,
       CASE WHEN moving.between THEN c.withdrawn_at ELSE COALESCE(i.ended_at, c.withdrawn_at) END AS ended_at
  FROM cases c
  LEFT JOIN read.instance i ON i.instance_key = c.instance_key
  CROSS JOIN LATERAL (SELECT i.state = 'terminated' AND EXISTS (
    SELECT 1 FROM case_rehoming h WHERE h.case_id = c.id AND h.state IN ('planned', 'ended', 'created')) AS between) moving;
