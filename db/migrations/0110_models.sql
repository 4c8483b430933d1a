-- Up Migration

-- One draft a process, saved while it is being edited. Who saves names the revision that he began from.
CREATE TABLE model_draft (
  process    text PRIMARY KEY,
  revision   int  NOT NULL,
  xml        text NOT NULL,
  updated_by text NOT NULL,
  updated_at timestamptz NOT NULL            -- business time
);

-- A diagram under a name. Never changed: what was looked at and approved is what is deployed.
CREATE TABLE model_version (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  process    text NOT NULL,
  number     int  NOT NULL,
  name       text NOT NULL,
  note       text NOT NULL,
  xml        text NOT NULL,
  origin     text NOT NULL CHECK (origin IN ('draft', 'roll-back', 'shipped')),
  author     text,                           -- null: came with the product
  created_at timestamptz NOT NULL,           -- business time
  UNIQUE (process, number)
);
CREATE TRIGGER model_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON model_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The second person's word on a version.
CREATE TABLE model_review (
  version      bigint PRIMARY KEY REFERENCES model_version,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,         -- business time
  decided_by   text CHECK (decided_by <> requested_by),
  decided_at   timestamptz,
  approved     boolean,
  comment      text,
  CHECK ((decided_by IS NULL) = (approved IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL))
);

-- Who brought which diagram into the engine. What is deployed and not here came from another tool.
CREATE TABLE model_deployment (
  definition_key bigint PRIMARY KEY,
  process        text NOT NULL,
  engine_version int  NOT NULL,
  version        bigint UNIQUE REFERENCES model_version,  -- null: shipped with the product
  deployed_by    text,                       -- null: the product itself
  deployed_at    timestamptz NOT NULL        -- business time
);
-- Until now diagrams came with the product alone.
INSERT INTO model_deployment SELECT definition_key, process_id, version, NULL, NULL, deployed_at FROM read.process;
CREATE INDEX ON model_deployment (process, engine_version);
CREATE TRIGGER model_deployment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON model_deployment
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The switch of the second person's approval, with who turned it and why.
CREATE TABLE model_setting_edit (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at               timestamptz NOT NULL,     -- business time
  actor            text NOT NULL,
  approval_required boolean NOT NULL,
  reason           text NOT NULL
);
CREATE TRIGGER model_setting_edit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON model_setting_edit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
