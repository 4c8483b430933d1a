-- Up Migration

-- Which call activity called an instance: a limit finds its step by it, and so learns how the step ended.
ALTER TABLE read.instance ADD COLUMN parent_element_key bigint;
CREATE INDEX ON read.instance (parent_element_key) WHERE parent_element_key IS NOT NULL;
CREATE INDEX element_calls ON read.element (scope_key) WHERE element_type = 'CALL_ACTIVITY';

-- A limit: one row per (case, obligation, subject). Each entry of its step is a new round; the current one is shown.
CREATE TABLE deadline (
  id         text PRIMARY KEY,               -- case:obligation or case:obligation:subject, correlation key of its watch
  case_id    text NOT NULL REFERENCES cases,
  obligation text NOT NULL,
  subject    text NOT NULL DEFAULT '',       -- department, park ...
  round      int  NOT NULL,
  UNIQUE (case_id, obligation, subject)
);

CREATE TABLE deadline_round (
  deadline_id   text   NOT NULL REFERENCES deadline,
  round         int    NOT NULL,
  case_id       text   NOT NULL REFERENCES cases,
  watch_key     bigint NOT NULL UNIQUE,      -- instance of limit-watch: a redelivered job is no new round
  name          text   NOT NULL,
  unit          text,                        -- who answers for it
  legal_basis   text,
  working_days  int    NOT NULL CHECK (working_days BETWEEN 1 AND 1000),
  extra_days    int    NOT NULL DEFAULT 0,   -- by extension
  warn_days     int    NOT NULL,
  started_at    timestamptz NOT NULL,
  warn_at       timestamptz NOT NULL,        -- while suspended: as it was before
  due_at        timestamptz NOT NULL,
  provisional   boolean NOT NULL,
  suspended_at  timestamptz,
  remaining     int,                         -- working days left, while suspended
  revision      int    NOT NULL DEFAULT 1,   -- grows with each change
  armed         int    NOT NULL DEFAULT 0,   -- revision that the watch has taken up
  ended_at      timestamptz,
  ended_as      text CHECK (ended_as IN ('met', 'met-late', 'cancelled')),
  touched_wall  timestamptz NOT NULL DEFAULT now(),  -- wall time of the last change
  PRIMARY KEY (deadline_id, round)
);
CREATE INDEX deadline_open_case ON deadline_round (case_id) WHERE ended_at IS NULL;
CREATE INDEX deadline_open_due ON deadline_round (due_at) WHERE ended_at IS NULL;
CREATE INDEX deadline_open_touched ON deadline_round (touched_wall) WHERE ended_at IS NULL;
CREATE INDEX deadline_unarmed ON deadline_round (touched_wall) WHERE ended_at IS NULL AND armed < revision;
CREATE INDEX ON deadline_round (case_id);

CREATE TABLE deadline_pause (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  deadline_id   text NOT NULL,
  round         int  NOT NULL,
  suspended_at  timestamptz NOT NULL,
  suspended_by  text NOT NULL,
  reason        text NOT NULL,
  basis         text NOT NULL,
  resumed_at    timestamptz,
  resumed_by    text,
  resume_reason text,
  FOREIGN KEY (deadline_id, round) REFERENCES deadline_round
);
CREATE UNIQUE INDEX deadline_pause_open ON deadline_pause (deadline_id, round) WHERE resumed_at IS NULL;
CREATE INDEX ON deadline_pause (deadline_id, round);

-- Each rung of the ladder once a round, also across restarts and re-arming. A rung taken back may come again.
CREATE TABLE deadline_rung (
  deadline_id text NOT NULL,
  round       int  NOT NULL,
  rung        text NOT NULL,                 -- yellow | red | a rung of the overdue ladder
  at          timestamptz NOT NULL,          -- the date of the rung
  raised_at   timestamptz NOT NULL,          -- business time
  recipients  text[] NOT NULL DEFAULT '{}',  -- posts
  revoked_at  timestamptz,
  FOREIGN KEY (deadline_id, round) REFERENCES deadline_round
);
CREATE UNIQUE INDEX deadline_rung_once ON deadline_rung (deadline_id, round, rung) WHERE revoked_at IS NULL;

-- A case is suspended while all its unfinished limits are.
CREATE OR REPLACE VIEW case_status AS
SELECT c.id AS case_id,
       CASE WHEN c.withdrawn_at IS NOT NULL   THEN 'withdrawn'
            WHEN i.state = 'completed'        THEN 'completed'
            WHEN i.state = 'terminated'       THEN 'failed'
            WHEN (SELECT bool_and(d.suspended_at IS NOT NULL) FROM deadline_round d
                   WHERE d.case_id = c.id AND d.ended_at IS NULL) THEN 'suspended'
            ELSE 'running' END AS status,
       COALESCE(i.ended_at, c.withdrawn_at) AS ended_at
  FROM cases c
  LEFT JOIN read.instance i ON i.instance_key = c.instance_key;
