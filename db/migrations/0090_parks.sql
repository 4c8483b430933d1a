-- Up Migration

-- The district's leading industries and the departments that lead them (历下政办发〔2019〕9号 第三条、第五条（一）).
CREATE TABLE industry (
  id         text PRIMARY KEY,
  ord        int  NOT NULL UNIQUE,
  name       text NOT NULL UNIQUE,
  department text NOT NULL REFERENCES unit
);
-- The first edit is the seed.
CREATE TABLE industry_edit (
  revision int PRIMARY KEY,                   -- two edits of the same list: the second is refused
  at       timestamptz NOT NULL,
  actor    text,
  reason   text NOT NULL,
  before   jsonb NOT NULL,
  after    jsonb NOT NULL
);
CREATE TRIGGER industry_edit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON industry_edit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The register of parks: one a case.
CREATE TABLE park (
  id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id            text NOT NULL UNIQUE REFERENCES cases (id),
  name               text NOT NULL,
  operator           text NOT NULL,
  kind               text NOT NULL CHECK (kind IN ('government-led', 'society-led')),
  building_cluster   boolean NOT NULL,
  industry           text NOT NULL,           -- id as it was when the park was certified
  industry_name      text NOT NULL,
  department         text NOT NULL REFERENCES unit,
  usable_area        numeric NOT NULL CHECK (usable_area > 0),
  area_exception     text,                    -- 第五条（二） 原则上: why a smaller one was certified
  certified_on       date NOT NULL,
  year               int  NOT NULL,
  serial             int  NOT NULL,
  certificate_number text NOT NULL UNIQUE,
  verification_code  text NOT NULL UNIQUE,
  registered_at      timestamptz NOT NULL,    -- business time
  UNIQUE (year, serial)
);
CREATE INDEX ON park (department);
CREATE UNIQUE INDEX park_same_once ON park (regexp_replace(name, '\s', '', 'g'), regexp_replace(operator, '\s', '', 'g'));

-- The agreement that a park was certified with (第九条).
CREATE TABLE park_agreement (
  park_id              bigint PRIMARY KEY REFERENCES park (id),
  clauses              jsonb NOT NULL,        -- as signed
  missing_reason       text,
  targets              jsonb NOT NULL,        -- what evaluations measure against; money as decimal text
  changes              jsonb NOT NULL,        -- signed text against the examined draft
  signed_on            date NOT NULL,
  department_signatory text NOT NULL,
  operator_signatory   text NOT NULL,
  signed_files         text[] NOT NULL,
  filing_number        text,
  filed_on             date NOT NULL
);
