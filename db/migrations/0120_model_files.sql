-- Up Migration

-- A draft is of one file of the procedure's package: the diagram ('diagram'), a rule ('<id>.dmn') or a form ('<id>.form').
ALTER TABLE model_draft ADD COLUMN name text NOT NULL DEFAULT 'diagram';
ALTER TABLE model_draft ALTER COLUMN name DROP DEFAULT;
ALTER TABLE model_draft RENAME COLUMN xml TO content;
ALTER TABLE model_draft DROP CONSTRAINT model_draft_pkey;
ALTER TABLE model_draft ADD PRIMARY KEY (process, name);

-- Rules and forms of the version: [{"name","content"}]. null: made when versions were diagrams alone; those at work stay.
ALTER TABLE model_version ADD COLUMN files jsonb;

-- The same diagram may be deployed again with other rules and forms.
ALTER TABLE model_deployment DROP CONSTRAINT model_deployment_pkey;
ALTER TABLE model_deployment ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
CREATE INDEX ON model_deployment (definition_key);
CREATE UNIQUE INDEX model_deployment_shipped ON model_deployment (definition_key) WHERE version IS NULL;

-- Who brought which rule (decision requirements) or form into the engine; what is not here came from another tool.
CREATE TABLE model_file_deployment (
  key     bigint PRIMARY KEY,
  name    text NOT NULL,                     -- '<id>.dmn' or '<id>.form'
  version bigint REFERENCES model_version    -- null: shipped with the product
);
CREATE INDEX ON model_file_deployment (name, key);
INSERT INTO model_file_deployment SELECT form_key, form_id || '.form', NULL FROM read.form;
INSERT INTO model_file_deployment SELECT key, drg_id || '.dmn', NULL FROM read.decision_requirements;
CREATE TRIGGER model_file_deployment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON model_file_deployment
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
