-- Up Migration

-- One name guessed from many addresses: each further attempt has to wait longer, from addresses where the person has never come in. Wall time.
CREATE TABLE sign_in_slowed (
  name     text PRIMARY KEY,                  -- as in sign_in_failure
  attempts int  NOT NULL,
  last_at  timestamptz NOT NULL DEFAULT now(),
  next_at  timestamptz NOT NULL DEFAULT now() -- before that no password is looked at
);
CREATE INDEX ON sign_in_slowed (last_at);

-- Where somebody has signed in before: others' guesses do not keep him out there. Wall time.
CREATE TABLE sign_in_address (
  username text NOT NULL REFERENCES account,
  address  text NOT NULL,
  last_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (username, address)
);

-- From now on a name that there is not is kept as a keyed hash: it may be a password that was typed into the wrong field.
ALTER TABLE sign_in_failure RENAME COLUMN username TO name;
DELETE FROM sign_in_failure f WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.username = f.name);
