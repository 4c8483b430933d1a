-- Up Migration

-- Who supervises a procedure, where that differs from what the product says by itself (domain/procedures.ts).
CREATE TABLE procedure_supervision (
  process          text PRIMARY KEY,
  supervising_unit text NOT NULL REFERENCES unit,
  changed_at       timestamptz NOT NULL,     -- business time
  changed_by       text NOT NULL
);

-- Who changed it, when and why: never changed itself.
CREATE TABLE procedure_supervision_edit (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL,              -- business time
  actor   text NOT NULL,
  process text NOT NULL,
  before  text NOT NULL,
  after   text NOT NULL,
  reason  text NOT NULL
);
CREATE INDEX ON procedure_supervision_edit (process, id);
CREATE TRIGGER procedure_supervision_edit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON procedure_supervision_edit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
