-- Up Migration

-- Paper originals of case files. Nothing is changed afterwards: an entry takes the place of the one before it, and each can be checked
-- against the paper once. A newer version of a file is a file of its own and begins without an entry.
CREATE TABLE paper_original (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id  text NOT NULL REFERENCES cases,
  file_id  text NOT NULL REFERENCES file,
  sha256   text NOT NULL,                                            -- of the version that it is about
  kind     text NOT NULL CHECK (kind IN ('scan', 'print', 'none')),  -- the file was scanned from the paper, the paper printed from the file
  stamped  boolean NOT NULL,                                         -- bears the official seal
  signed   boolean NOT NULL,
  place    text NOT NULL,
  previous bigint UNIQUE REFERENCES paper_original,
  reason   text,
  by       text NOT NULL,
  post     text,                                                     -- through which he takes part in the case
  at       timestamptz NOT NULL,                                     -- business time, as is that of the check
  CHECK ((previous IS NULL) = (reason IS NULL)),
  CHECK (kind <> 'none' OR previous IS NOT NULL)
);
CREATE UNIQUE INDEX paper_original_first ON paper_original (file_id) WHERE previous IS NULL;
CREATE INDEX paper_original_of_case ON paper_original (case_id, id);

CREATE TABLE paper_original_check (
  original bigint PRIMARY KEY REFERENCES paper_original,
  by       text NOT NULL,
  post     text,
  at       timestamptz NOT NULL
);
CREATE TRIGGER paper_original_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paper_original
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER paper_original_check_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paper_original_check
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
