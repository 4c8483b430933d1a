-- Up Migration

-- What the independent check found: each alarm once from its beginning to its end, closed by the check itself.
CREATE TABLE alarm (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "check"    text NOT NULL,                  -- timers | rungs | projection | quarantine | engine | workers | disk
  source     text NOT NULL,                  -- '' where rows tell, else the app process that sees it
  began_at   timestamptz NOT NULL,           -- business time
  began_wall timestamptz NOT NULL DEFAULT now(),
  seen_wall  timestamptz NOT NULL DEFAULT now(),  -- last look that found it so
  ended_at   timestamptz,
  ended_wall timestamptz,
  detail     jsonb NOT NULL                  -- the worst reading while it lasted
);
CREATE UNIQUE INDEX alarm_open ON alarm ("check", source) WHERE ended_wall IS NULL;
CREATE INDEX ON alarm (began_wall DESC);

CREATE INDEX incident_open ON read.incident (created_at) WHERE state = 'open';
