-- Up Migration

-- Most coal that the district may use in a year (历下政办字〔2019〕6号 一), in 万吨.
CREATE TABLE coal_cap (
  year  int PRIMARY KEY,
  cap   numeric(12, 4) NOT NULL CHECK (cap >= 0),
  basis text NOT NULL
);
INSERT INTO coal_cap (year, cap, basis) VALUES
  (2018, 0.73, '历下政办字〔2019〕6号 第一部分'), (2019, 0.72, '历下政办字〔2019〕6号 第一部分'), (2020, 0.72, '历下政办字〔2019〕6号 第一部分');

-- Coal that was used, as it was reported. An entry is cancelled, never changed.
CREATE TABLE coal_consumption (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  year          int  NOT NULL CHECK (year BETWEEN 2000 AND 2100),
  consumer      text NOT NULL,
  amount        numeric(12, 4) NOT NULL CHECK (amount > 0),  -- 万吨
  document      text NOT NULL,
  entered_by    text NOT NULL,
  entered_at    timestamptz NOT NULL,         -- business time
  cancelled_by  text,
  cancelled_at  timestamptz,
  cancel_reason text
);
CREATE UNIQUE INDEX coal_consumption_once ON coal_consumption (year, consumer, document) WHERE cancelled_at IS NULL;
CREATE INDEX ON coal_consumption (year);

-- Projects that were approved, with what replaces their coal.
CREATE TABLE coal_project (
  case_id     text PRIMARY KEY REFERENCES cases,
  name        text NOT NULL,
  start_year  int  NOT NULL,
  annual_coal numeric(12, 4) NOT NULL CHECK (annual_coal > 0),
  approved_at timestamptz NOT NULL
);
CREATE INDEX ON coal_project (start_year);
CREATE TABLE coal_replacement (
  case_id text NOT NULL REFERENCES coal_project,
  place   int  NOT NULL,
  name    text NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('closure', 'retrofit', 'clean-energy', 'other')),
  amount  numeric(12, 4) NOT NULL CHECK (amount > 0),
  year    int  NOT NULL,                      -- from which it saves coal
  PRIMARY KEY (case_id, place)
);
-- The same source replaces the coal of one project only.
CREATE UNIQUE INDEX coal_replacement_once ON coal_replacement (regexp_replace(name, '\s', '', 'g'));
