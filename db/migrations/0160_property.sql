-- Up Migration

-- Complaints about property management (历下政办发〔2019〕3号), one row a case: how far each came, and whether people were satisfied.
CREATE TABLE property_dispute (
  case_id      text PRIMARY KEY REFERENCES cases,
  source       text NOT NULL CHECK (source IN ('hotline', 'visit', 'patrol')),
  estate       text NOT NULL,
  category     text NOT NULL,
  community    text NOT NULL REFERENCES unit,
  sub_district text NOT NULL REFERENCES unit,
  department   text REFERENCES unit,          -- told of it by the rule; null: none
  received_on  date NOT NULL,
  reached      text NOT NULL DEFAULT 'community' CHECK (reached IN ('community', 'street', 'district')),
  result       text,                          -- of the last level that dealt with it
  satisfaction text CHECK (satisfaction IN ('satisfied', 'basic', 'dissatisfied', 'unreachable')),
  concluded_at timestamptz
);
CREATE INDEX ON property_dispute (received_on DESC, case_id);

-- Decisions of owners that were filed, ordered to be corrected, or revoked.
CREATE TABLE owners_decision (
  case_id      text PRIMARY KEY REFERENCES cases,
  community    text NOT NULL REFERENCES unit,
  sub_district text NOT NULL REFERENCES unit,
  estate       text NOT NULL,
  body         text NOT NULL,
  kind         text NOT NULL,
  title        text NOT NULL,
  decided_on   date NOT NULL,
  state        text NOT NULL CHECK (state IN ('filed', 'correct', 'revoked')),
  ground       text,                          -- what it violates
  entered_at   timestamptz NOT NULL           -- business time of the state
);
CREATE INDEX ON owners_decision (entered_at DESC, case_id);

-- Common income of an estate as it is published to everybody. Yuan, exact.
CREATE TABLE common_income (
  case_id         text PRIMARY KEY REFERENCES cases,
  community       text NOT NULL REFERENCES unit,
  estate          text NOT NULL,
  period_from     date NOT NULL,
  period_until    date NOT NULL,
  keeper          text NOT NULL,
  opening         numeric(15, 2) NOT NULL,
  income          jsonb NOT NULL,             -- [{name, amount}]
  expenses        jsonb NOT NULL,
  total_income    numeric(15, 2) NOT NULL,
  total_expenses  numeric(15, 2) NOT NULL,
  closing         numeric(15, 2) NOT NULL,
  published_at    timestamptz NOT NULL,
  published_until timestamptz NOT NULL,
  correction      int NOT NULL DEFAULT 0      -- how often it was published anew
);
CREATE INDEX ON common_income (published_at DESC, case_id);
