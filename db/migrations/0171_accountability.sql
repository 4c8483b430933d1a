-- Up Migration

-- What the person concerned and whoever reported are told of their case; the case itself they do not see.
CREATE TABLE accountability (
  case_id         text PRIMARY KEY REFERENCES restricted_case,
  person          text NOT NULL,
  situation       text NOT NULL,
  opened_by       text NOT NULL,
  opened_at       timestamptz NOT NULL,
  source_case     text,
  decided_at      timestamptz,              -- accepted or declined
  declined        text,                     -- why it was not taken up
  asked_at        timestamptz,              -- from then on the person concerned sees his part
  statement_until timestamptz,
  statement       jsonb,                    -- {given, text, files, at}
  conclusion      jsonb,                    -- as issued
  appeal_until    timestamptz,
  appeal          jsonb,                    -- {choice, text, files, at}
  review          jsonb,                    -- as issued
  closed_at       timestamptz
);
CREATE INDEX ON accountability (person);
CREATE INDEX ON accountability (opened_by);

-- The facts as the record had them, written once by a step and never changed.
CREATE TABLE accountability_facts (
  case_id     text PRIMARY KEY REFERENCES restricted_case,
  gathered_at timestamptz NOT NULL,
  sheet       json NOT NULL,                -- as it was written, letter for letter
  sha256      text NOT NULL                 -- of the sheet's text
);
CREATE TRIGGER accountability_facts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accountability_facts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which posts investigate, conclude and review; the newest row counts, none: as the product says.
CREATE TABLE accountability_posts (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  investigate text NOT NULL REFERENCES post,
  conclude    text NOT NULL REFERENCES post,
  review      text NOT NULL REFERENCES post,
  set_at      timestamptz NOT NULL,
  set_by      text NOT NULL,
  reason      text NOT NULL
);

-- Who had a task and when, which the read model keeps of the present only.
CREATE INDEX engine_record_assigned ON engine_record (key) WHERE value_type = 'USER_TASK' AND intent = 'ASSIGNED';
