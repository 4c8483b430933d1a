-- Up Migration

-- 督查台账: what the notices task the units with. Loaded from files, imported from Excel; a measure's work is a case of its own.
CREATE TABLE ledger_source (
  id        text PRIMARY KEY,
  number    text NOT NULL UNIQUE,            -- 文号
  title     text NOT NULL,
  issued_on date NOT NULL,
  ord       int  NOT NULL
);
CREATE TABLE ledger_task (
  source text NOT NULL REFERENCES ledger_source,
  number text NOT NULL,                      -- within the source: 1, 3-8
  part   text NOT NULL,
  title  text NOT NULL,
  ord    int  NOT NULL,
  PRIMARY KEY (source, number)
);
CREATE TABLE ledger_measure (
  id        text PRIMARY KEY,                -- <source>:<task>:<number>
  source    text NOT NULL,
  task      text NOT NULL,
  number    text NOT NULL,
  article   text NOT NULL,
  text      text NOT NULL,
  lead      text[] NOT NULL,                 -- units; the notice may name several, or none by name
  support   text[] NOT NULL,
  others    text,                            -- whom the notice names in general: 区有关部门
  posts     text[] NOT NULL,                 -- posts that answer for it
  from_on   date,
  due_on    date,
  every     text CHECK (every IN ('quarter', 'half-year')),  -- begun anew by timer
  ord       int NOT NULL,
  -- What the file last said (sha-256): only a file that says something else overwrites what was edited here. null: imported.
  shipped   text,
  UNIQUE (source, task, number),
  FOREIGN KEY (source, task) REFERENCES ledger_task
);
CREATE INDEX ON ledger_measure USING gin (lead);
CREATE INDEX ON ledger_measure USING gin (support);
-- Who changed what of a measure: by a file of the product, or by an import.
CREATE TABLE ledger_edit (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  measure text NOT NULL REFERENCES ledger_measure,
  at      timestamptz NOT NULL,              -- business time
  actor   text,                              -- null: came with the product
  before  jsonb,
  after   jsonb NOT NULL
);
CREATE INDEX ON ledger_edit (measure);
CREATE TRIGGER ledger_edit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_edit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One supervision of a measure.
CREATE TABLE ledger_item (
  case_id    text PRIMARY KEY REFERENCES cases,
  measure    text NOT NULL REFERENCES ledger_measure,
  period     text,                           -- of a measure that is begun anew: 2026-Q4, 2026-H2
  opened_at  timestamptz NOT NULL,
  lead       text,                           -- null: not assigned yet
  support    text[] NOT NULL DEFAULT '{}',
  close_on   date,
  cycle      text CHECK (cycle IN ('once', 'month', 'quarter')),
  progress   int NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  returned   int NOT NULL DEFAULT 0,         -- how often feedback or closure was sent back
  closed_at  timestamptz,
  late       int,                            -- limits that ended late, known when it is weighed
  score      int CHECK (score BETWEEN 0 AND 100),
  UNIQUE (measure, period)                   -- the same period is never started twice
);
CREATE INDEX ON ledger_item (measure, opened_at DESC);
CREATE TABLE ledger_feedback (
  case_id  text NOT NULL REFERENCES ledger_item,
  round    int  NOT NULL,
  unit     text NOT NULL,
  progress int  NOT NULL,
  text     text NOT NULL,
  files    int  NOT NULL,                    -- how many pieces of evidence
  given_by text,
  at       timestamptz NOT NULL,
  PRIMARY KEY (case_id, round, unit)
);
-- The instance of supervision-schedule of a measure that is begun anew, and when its start was last sent (wall time).
CREATE TABLE ledger_schedule (
  measure  text PRIMARY KEY REFERENCES ledger_measure,
  since    date NOT NULL,                    -- periods that had ended before are not made up for
  instance bigint,
  sent     timestamptz
);
CREATE INDEX case_of_measure ON cases ((variables ->> 'measureId')) WHERE process = 'supervision-item';
