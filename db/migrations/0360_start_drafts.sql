-- Up Migration

-- What somebody has typed into the form that starts a case, until it is filed or given up.
CREATE TABLE start_draft (
  username   text NOT NULL,
  process    text NOT NULL,
  key        text NOT NULL,                    -- the Idempotency-Key with which it will be filed: that filing ends it, and no other
  variables  jsonb NOT NULL,
  saved_at   timestamptz NOT NULL,
  PRIMARY KEY (username, process)
);
