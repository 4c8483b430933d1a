-- Up Migration

-- Keys by which programs work in the name of an account, with less than it may. Only the hash is kept. Wall time.
CREATE TABLE api_token (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username     text NOT NULL REFERENCES account,
  name         text NOT NULL,
  hash         text NOT NULL UNIQUE,             -- sha256 of a random key: nothing to guess, nothing to slow down
  scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0),
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  last_used_at timestamptz,
  last_address text,
  revoked_at   timestamptz,
  revoked_by   text
);
CREATE INDEX ON api_token (username);
