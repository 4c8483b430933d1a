-- Up Migration

-- What is read with nearly every request and changed now and then: whoever has read it looks whether it is still the same.
CREATE TABLE revision (
  of text PRIMARY KEY,
  n  bigint NOT NULL DEFAULT 0
);
INSERT INTO revision (of) VALUES ('names'), ('processes'), ('calendar');

CREATE FUNCTION next_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE revision SET n = n + 1 WHERE of = TG_ARGV[0];
  RETURN NULL;
END $$;

CREATE TRIGGER next_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON account
  FOR EACH STATEMENT EXECUTE FUNCTION next_revision('names');
CREATE TRIGGER next_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON post
  FOR EACH STATEMENT EXECUTE FUNCTION next_revision('names');
CREATE TRIGGER next_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON unit
  FOR EACH STATEMENT EXECUTE FUNCTION next_revision('names');
CREATE TRIGGER next_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON read.process
  FOR EACH STATEMENT EXECUTE FUNCTION next_revision('processes');
CREATE TRIGGER next_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON calendar_year
  FOR EACH STATEMENT EXECUTE FUNCTION next_revision('calendar');
CREATE TRIGGER next_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON calendar_day
  FOR EACH STATEMENT EXECUTE FUNCTION next_revision('calendar');
