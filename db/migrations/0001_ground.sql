-- Up Migration

-- Facts of the engine, in the order of its log. Everything in schema "read" can be rebuilt from this table.
CREATE TABLE engine_record (
  partition_id int    NOT NULL,
  position     bigint NOT NULL,
  value_type   text   NOT NULL,
  intent       text   NOT NULL,
  key          bigint NOT NULL,
  "timestamp"  bigint NOT NULL,              -- epoch ms, the engine's (business) clock
  record       text   NOT NULL,              -- the record as it came, keys lossless
  PRIMARY KEY (partition_id, position)
);

-- A record that could not be projected: acknowledged to the engine, kept here, an alarm until someone resolves it.
CREATE TABLE quarantine (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partition_id int,
  position     bigint,
  value_type   text,
  reason       text NOT NULL,
  record       text NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT now(),   -- wall time: about the transport, not the business
  resolved_at  timestamptz
);
-- The exporter repeats a bulk byte for byte until it is acknowledged: the same line is kept once.
CREATE UNIQUE INDEX quarantine_once ON quarantine (COALESCE(partition_id, -1), COALESCE(position, -1), md5(record));
CREATE INDEX quarantine_open ON quarantine (id) WHERE resolved_at IS NULL;

-- Newest record seen of each exporter and partition; the lag metric comes from here.
CREATE TABLE exporter_progress (
  exporter     text   NOT NULL,
  partition_id int    NOT NULL,
  position     bigint NOT NULL,
  record_at    bigint NOT NULL,              -- epoch ms, engine clock of that record
  received_at  timestamptz NOT NULL,         -- wall time
  PRIMARY KEY (exporter, partition_id)
);

CREATE SCHEMA read;

CREATE TABLE read.process (
  definition_key bigint PRIMARY KEY,
  process_id     text   NOT NULL,
  version        int    NOT NULL,
  name           text   NOT NULL,            -- from the diagram, else the id
  resource_name  text   NOT NULL,
  xml            text   NOT NULL,
  elements       jsonb  NOT NULL,            -- { "<elementId>": {"name","type","doc"?,"properties"?} } of the diagram
  deployed_at    timestamptz NOT NULL,
  UNIQUE (process_id, version)
);

CREATE TABLE read.decision_requirements (
  key        bigint PRIMARY KEY,
  drg_id     text NOT NULL,
  name       text NOT NULL,
  version    int  NOT NULL,
  xml        text NOT NULL,
  deployed_at timestamptz NOT NULL
);

CREATE TABLE read.decision (
  decision_key bigint PRIMARY KEY,
  decision_id  text NOT NULL,
  name         text NOT NULL,
  version      int  NOT NULL,
  drg_key      bigint NOT NULL,
  UNIQUE (decision_id, version)
);

CREATE TABLE read.form (
  form_key    bigint PRIMARY KEY,
  form_id     text NOT NULL,
  version     int  NOT NULL,
  schema      jsonb NOT NULL,
  deployed_at timestamptz NOT NULL,
  UNIQUE (form_id, version)
);

CREATE TABLE read.instance (
  instance_key        bigint PRIMARY KEY,
  process_id          text   NOT NULL,
  definition_key      bigint NOT NULL,
  version             int    NOT NULL,
  parent_instance_key bigint,                -- null for a root instance
  case_id             text,                  -- from variable caseId of the instance's own scope, or its parent's
  state               text   NOT NULL,       -- active | completed | terminated
  started_at          timestamptz NOT NULL,
  ended_at            timestamptz,
  position            bigint NOT NULL
);
CREATE INDEX ON read.instance (case_id);
CREATE INDEX ON read.instance (parent_instance_key);
CREATE INDEX instance_unplaced ON read.instance (instance_key) WHERE case_id IS NULL;

CREATE TABLE read.element (
  element_key    bigint PRIMARY KEY,         -- element instance key
  instance_key   bigint NOT NULL,
  element_id     text   NOT NULL,
  element_type   text   NOT NULL,            -- Zeebe's bpmnElementType
  scope_key      bigint NOT NULL,            -- flowScopeKey
  state          text   NOT NULL,            -- activating | active | completing | completed | terminating | terminated
  started_at     timestamptz NOT NULL,
  ended_at       timestamptz,
  position       bigint NOT NULL
);
CREATE INDEX ON read.element (instance_key);

CREATE TABLE read.flow (                     -- sequence flows taken, for the path on the diagram
  instance_key bigint NOT NULL,
  flow_id      text   NOT NULL,
  taken        int    NOT NULL,
  last_at      timestamptz NOT NULL,
  PRIMARY KEY (instance_key, flow_id)
);

CREATE TABLE read.task (
  task_key         bigint PRIMARY KEY,       -- user task key
  element_key      bigint NOT NULL,
  instance_key     bigint NOT NULL,
  definition_key   bigint NOT NULL,
  process_id       text   NOT NULL,
  element_id       text   NOT NULL,
  name             text,                     -- of the element; filled when the diagram is known
  case_id          text,                     -- cases.id; filled when the instance is known
  form_key         bigint,
  candidate_groups text[] NOT NULL,          -- '<unit>.<post>' or '<unit>'
  assignee         text,
  due_at           timestamptz,
  state            text   NOT NULL,          -- open | completed | canceled
  created_at       timestamptz NOT NULL,
  ended_at         timestamptz,
  completed_by     text,                     -- from the record's action 'complete;by=<post>'
  position         bigint NOT NULL
);
CREATE INDEX ON read.task (instance_key);
CREATE INDEX ON read.task (case_id);
CREATE INDEX task_open_groups ON read.task USING gin (candidate_groups) WHERE state = 'open';
CREATE INDEX task_open_assignee ON read.task (assignee) WHERE state = 'open';
CREATE INDEX task_open_due ON read.task (due_at) WHERE state = 'open';
CREATE INDEX task_unplaced ON read.task (instance_key) WHERE case_id IS NULL;
CREATE INDEX task_unnamed ON read.task (definition_key) WHERE name IS NULL;

CREATE TABLE read.timer (
  timer_key    bigint PRIMARY KEY,
  instance_key bigint NOT NULL,              -- -1 for a timer start event
  element_key  bigint NOT NULL,
  element_id   text   NOT NULL,              -- the event that fires
  due_at       timestamptz NOT NULL,
  state        text   NOT NULL,              -- waiting | triggered | canceled
  position     bigint NOT NULL
);
CREATE INDEX timer_waiting ON read.timer (due_at) WHERE state = 'waiting';

CREATE TABLE read.incident (
  incident_key bigint PRIMARY KEY,
  instance_key bigint NOT NULL,
  element_key  bigint NOT NULL,
  element_id   text   NOT NULL,
  job_key      bigint,
  error_type   text   NOT NULL,
  message      text   NOT NULL,
  state        text   NOT NULL,              -- open | resolved
  created_at   timestamptz NOT NULL,
  resolved_at  timestamptz,
  position     bigint NOT NULL
);
CREATE INDEX ON read.incident (instance_key);

CREATE TABLE read.variable (
  scope_key    bigint NOT NULL,
  name         text   NOT NULL,
  instance_key bigint NOT NULL,
  value        jsonb  NOT NULL,
  updated_at   timestamptz NOT NULL,
  position     bigint NOT NULL,
  PRIMARY KEY (scope_key, name)
);
CREATE INDEX ON read.variable (instance_key);

CREATE TABLE read.decision_evaluation (
  evaluation_key bigint NOT NULL,
  decision_id    text   NOT NULL,
  decision_key   bigint NOT NULL,
  version        int    NOT NULL,
  instance_key   bigint NOT NULL,            -- -1 when evaluated without an instance
  element_id     text,
  output         jsonb,
  matched_rules  jsonb  NOT NULL,            -- [{ruleId, ruleIndex, outputs}]
  failed         text,                       -- failure message
  evaluated_at   timestamptz NOT NULL,
  position       bigint NOT NULL,
  PRIMARY KEY (evaluation_key, decision_key)
);
CREATE INDEX ON read.decision_evaluation (instance_key);

-- People: posts stay, holders change.
CREATE TABLE unit (
  id   text PRIMARY KEY,
  name text NOT NULL,
  ord  int  NOT NULL
);
CREATE TABLE post (
  id   text PRIMARY KEY,                     -- '<unit>.<kind>', or a post outside the units: monitor, process-owner ...
  unit text REFERENCES unit,
  kind text NOT NULL,                        -- clerk | head | liaison | liaison-lead | process-owner | monitor | sysadmin | secadmin | auditor
  name text NOT NULL                         -- 区投资促进局经办人
);
CREATE TABLE account (
  username      text PRIMARY KEY,
  display_name  text NOT NULL,
  password_hash text NOT NULL
);
CREATE TABLE post_holder (
  post       text NOT NULL REFERENCES post,
  username   text NOT NULL REFERENCES account,
  from_date  date NOT NULL,
  until_date date,                           -- exclusive
  PRIMARY KEY (post, username, from_date)
);
CREATE INDEX ON post_holder (username);

CREATE TABLE session (
  sid    varchar PRIMARY KEY,
  sess   json NOT NULL,
  expire timestamp(6) NOT NULL
);
CREATE INDEX ON session (expire);

-- Cases and what belongs to them.
CREATE TABLE cases (
  id               text PRIMARY KEY,         -- e.g. FTD-2026-000001: never contains ':'
  parent_case_id   text REFERENCES cases,
  process          text NOT NULL,
  title            text NOT NULL,
  variables        jsonb NOT NULL,           -- the checked start variables
  rule_keys        jsonb NOT NULL DEFAULT '{}',  -- { "<decisionId>": "<decisionKey>" }: rules this case keeps
  created_by       text NOT NULL,            -- post
  filing_unit      text,
  leading_unit     text NOT NULL,
  idempotency_key  text,
  request_hash     text,
  instance_key     bigint UNIQUE,            -- the root instance, written by the first worker
  outcome          text,
  withdrawn_at     timestamptz,
  created_at       timestamptz NOT NULL,     -- business time
  started_wall     timestamptz NOT NULL DEFAULT now(),  -- wall time of the last attempt to start
  UNIQUE (created_by, idempotency_key)
);
CREATE INDEX ON cases (process, created_at DESC);
CREATE INDEX ON cases (created_at DESC, id DESC);
CREATE INDEX cases_unstarted ON cases (started_wall) WHERE instance_key IS NULL;
CREATE SEQUENCE case_number;

-- Derived, never stored: what a case is follows from its root instance and its withdrawal.
CREATE VIEW case_status AS
SELECT c.id AS case_id,
       CASE WHEN c.withdrawn_at IS NOT NULL   THEN 'withdrawn'
            WHEN i.state = 'completed'        THEN 'completed'
            WHEN i.state = 'terminated'       THEN 'failed'
            ELSE 'running' END AS status,
       COALESCE(i.ended_at, c.withdrawn_at) AS ended_at
  FROM cases c
  LEFT JOIN read.instance i ON i.instance_key = c.instance_key;

CREATE TABLE case_unit (                     -- the units that take part: what a person may see follows from it
  case_id text NOT NULL REFERENCES cases,
  unit    text NOT NULL,
  PRIMARY KEY (unit, case_id)
);
CREATE INDEX ON case_unit (case_id);

CREATE TABLE case_event (                    -- business history beside what the engine's records tell
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id text NOT NULL REFERENCES cases,
  at      timestamptz NOT NULL,              -- business time
  kind    text NOT NULL,
  element text,
  actor   text,
  detail  jsonb NOT NULL DEFAULT '{}',
  effect_key text UNIQUE                     -- '<element instance key>:<effect>': a redelivered job adds nothing
);
CREATE INDEX ON case_event (case_id, at);

CREATE TABLE file (
  id          text PRIMARY KEY,
  case_id     text NOT NULL REFERENCES cases,
  task_key    bigint,
  name        text NOT NULL,
  media_type  text NOT NULL,
  size        bigint NOT NULL,
  sha256      text NOT NULL,
  uploaded_by text NOT NULL,
  uploaded_at timestamptz NOT NULL
);
CREATE INDEX ON file (case_id);

CREATE TABLE task_draft (
  task_key   bigint NOT NULL,
  username   text   NOT NULL,
  variables  jsonb  NOT NULL,
  saved_at   timestamptz NOT NULL,
  PRIMARY KEY (task_key, username)
);

CREATE TABLE archive (                       -- sealed case files, each chained to the one before
  seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     text NOT NULL UNIQUE REFERENCES cases,
  path        text NOT NULL,                 -- below DATA_DIR/archives
  size        bigint NOT NULL,
  sha256      text NOT NULL,                 -- of the zip
  manifest_sha256 text NOT NULL,
  previous_sha256 text,                      -- seal of the previous row, null for the first
  seal_sha256 text NOT NULL,                 -- sha256(previous_sha256 || manifest_sha256)
  sealed_at   timestamptz NOT NULL
);

CREATE TABLE audit (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL DEFAULT now(),  -- wall time
  business_at timestamptz NOT NULL,
  actor    text,                             -- user name, null before sign-in
  ip       text,
  action   text NOT NULL,
  target   text,
  status   int  NOT NULL,
  detail   jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX ON audit (at DESC);
CREATE INDEX ON audit (actor, at DESC);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE setting (                       -- clock offset, hash of the shipped models, demonstration loaded ...
  key   text PRIMARY KEY,
  value jsonb NOT NULL
);
