-- Up Migration

-- Case files that belong together, on both sides (历下政办发〔2019〕1号 附件2 二（五）).
CREATE TABLE case_link (
  case_id text NOT NULL REFERENCES cases (id),
  other   text NOT NULL REFERENCES cases (id),
  reason  text NOT NULL,
  -- Number of the file that a department keeps itself.
  archive_unit   text,
  archive_number text,
  linked_at      timestamptz NOT NULL,
  PRIMARY KEY (case_id, other)
);
CREATE INDEX ON case_link (other);
