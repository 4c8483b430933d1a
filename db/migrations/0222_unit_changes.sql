-- Up Migration

-- Units are renamed and merged; their ids, which diagrams and cases name, stay. `unit.name` is the present name; of a merged unit it is its
-- successor's, whose people hold its posts.
ALTER TABLE unit ADD COLUMN ended_on date;
ALTER TABLE unit ADD COLUMN successor text REFERENCES unit;
ALTER TABLE unit ADD CHECK ((ended_on IS NULL) = (successor IS NULL) AND successor <> id);

-- One row for each unit whose name changes by it: what it was called before the day.
CREATE TABLE unit_change (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  unit        text NOT NULL REFERENCES unit,
  kind        text NOT NULL CHECK (kind IN ('rename', 'merge')),
  into_unit   text REFERENCES unit,
  name_before text,                       -- known when it has happened
  name_after  text,                       -- of a merger that is to come: what its successor will then be called
  on_date     date NOT NULL,              -- business time; from the beginning of this day
  reason      text NOT NULL,
  set_by      text NOT NULL,
  set_at      timestamptz NOT NULL,       -- business time
  done_at     timestamptz,
  cancelled_at timestamptz,
  CHECK ((kind = 'merge') = (into_unit IS NOT NULL))
);
CREATE UNIQUE INDEX unit_change_pending ON unit_change (unit) WHERE done_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX unit_change_done ON unit_change (unit, on_date) WHERE done_at IS NOT NULL;
CREATE TRIGGER next_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON unit_change
  FOR EACH STATEMENT EXECUTE FUNCTION next_revision('names');
