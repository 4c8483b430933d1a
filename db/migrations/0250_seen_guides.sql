-- Up Migration

-- Who has been shown around as what: nobody is shown the same again unasked, on whatever computer.
CREATE TABLE seen_guide (
  username text NOT NULL REFERENCES account,
  guide    text NOT NULL,
  seen_at  timestamptz NOT NULL,
  PRIMARY KEY (username, guide)
);
