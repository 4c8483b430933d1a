-- Up Migration

-- Every seal a second time, where nothing may be changed: a row that was taken out of `archive`, or put in, shows.
CREATE TABLE archive_log (
  seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     text NOT NULL UNIQUE,
  seal_sha256 text NOT NULL,
  sealed_at   timestamptz NOT NULL
);
INSERT INTO archive_log (case_id, seal_sha256, sealed_at) SELECT case_id, seal_sha256, sealed_at FROM archive ORDER BY seq;
CREATE TRIGGER archive_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON archive_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
