-- Up Migration

-- Failed sign-ins of the last minutes, in every app of the installation. Of name and address only a hash: people type passwords as names.
CREATE TABLE sign_in_failure (
  id text        NOT NULL,
  at timestamptz NOT NULL DEFAULT now()   -- wall time
);
CREATE INDEX ON sign_in_failure (id, at);
CREATE INDEX ON sign_in_failure (at);
