-- Up Migration

-- A year is published once the State Council's notice on its holidays is known; every other year is provisional (Mon-Fri).
CREATE TABLE calendar_year (
  year         int PRIMARY KEY CHECK (year BETWEEN 1900 AND 2999),
  source       text NOT NULL,
  published_at timestamptz                   -- business time of the import, null for the years that came with the product
);

-- Days that differ from Mon-Fri. A local exception stands over what the State Council's notice says of the same day.
CREATE TABLE calendar_day (
  date   date    NOT NULL,
  local  boolean NOT NULL,
  works  boolean NOT NULL,
  name   text    NOT NULL,                   -- 春节; of a local exception its reason
  notice int,                                -- year of the notice: its days may lie in the last December before it
  PRIMARY KEY (date, local),
  CHECK (local = (notice IS NULL)),
  FOREIGN KEY (notice) REFERENCES calendar_year
);
CREATE INDEX ON calendar_day (notice);

-- Who changed what, when and why: never changed itself.
CREATE TABLE calendar_edit (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL,              -- business time
  actor   text  NOT NULL,
  kind    text  NOT NULL,                    -- day | year | close-of-business
  year    int,
  target  text  NOT NULL,                    -- the date, the year or the unit
  before  jsonb,
  after   jsonb,
  reason  text  NOT NULL
);
CREATE INDEX ON calendar_edit (year, id);
CREATE TRIGGER calendar_edit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON calendar_edit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- When a unit's working day ends; unit null is everybody else's.
CREATE TABLE close_of_business (
  unit text UNIQUE NULLS NOT DISTINCT REFERENCES unit,
  at   time NOT NULL
);
INSERT INTO close_of_business (unit, at) VALUES (NULL, '17:00');
