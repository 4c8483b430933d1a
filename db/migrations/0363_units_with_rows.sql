-- Up Migration
-- The units of its case stand with an open task and with a round of a limit, so that a list of what a unit may see in the order of its dates
-- looks at the row alone and not, some hundred times for twenty rows, at the case. Units only ever join: whom the row names may see it. Who has joined
-- since the row was written stands in `unit_joined` until the rows were caught up (domain/cases/joined.ts), and lists look there too: nobody
-- writes to the rows of others while he lets a unit join. NULL: the case is asked.
ALTER TABLE read.task ADD COLUMN units text[];
ALTER TABLE deadline_round ADD COLUMN units text[];

CREATE TABLE unit_joined (
  case_id text NOT NULL,
  unit    text NOT NULL,
  at      timestamptz NOT NULL DEFAULT clock_timestamp()   -- wall time
);
CREATE INDEX unit_joined_unit ON unit_joined (unit) INCLUDE (case_id);
CREATE FUNCTION note_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unit_joined (case_id, unit) SELECT case_id, unit FROM joined;
  RETURN NULL;
END $$;
CREATE TRIGGER note_joined AFTER INSERT ON case_unit REFERENCING NEW TABLE AS joined
  FOR EACH STATEMENT EXECUTE FUNCTION note_joined();

CREATE FUNCTION units_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.units := ARRAY(SELECT unit FROM case_unit WHERE case_id = NEW.case_id ORDER BY unit);
  RETURN NEW;
END $$;
CREATE TRIGGER units_of_case BEFORE INSERT OR UPDATE OF case_id ON read.task
  FOR EACH ROW WHEN (NEW.case_id IS NOT NULL AND NEW.state = 'open') EXECUTE FUNCTION units_of_case();
CREATE TRIGGER units_of_case BEFORE INSERT ON deadline_round FOR EACH ROW EXECUTE FUNCTION units_of_case();

UPDATE read.task t SET units = ARRAY(SELECT unit FROM case_unit WHERE case_id = t.case_id ORDER BY unit) WHERE t.state = 'open' AND t.case_id IS NOT NULL;
UPDATE deadline_round r SET units = ARRAY(SELECT unit FROM case_unit WHERE case_id = r.case_id ORDER BY unit) WHERE r.ended_at IS NULL;

DROP INDEX deadline_open_list;
CREATE INDEX deadline_open_list ON deadline_round (due_at, deadline_id)
  INCLUDE (warn_at, suspended_at, unit, process, obligation, provisional, case_id, units) WHERE ended_at IS NULL AND latest;
DROP INDEX deadline_open_of_unit;
CREATE INDEX deadline_open_of_unit ON deadline_round (unit, due_at, deadline_id)
  INCLUDE (warn_at, suspended_at, process, obligation, provisional, case_id, units) WHERE ended_at IS NULL AND latest;
