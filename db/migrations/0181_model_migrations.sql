-- Moving running cases to another version of their diagram (docs/architecture.md, Modeler): what was ordered, and how each case came out.
CREATE TABLE model_migration (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  process       text NOT NULL,
  from_key      bigint NOT NULL,
  to_key        bigint NOT NULL,
  -- Element of the old diagram -> element of the new one; what is not named keeps its id.
  mapping       jsonb NOT NULL,
  -- Take the rules that are at work now; else cases keep those they began with.
  present_rules boolean NOT NULL,
  reason        text NOT NULL,
  ordered_by    text NOT NULL REFERENCES account,
  ordered_at    timestamptz NOT NULL,             -- business time
  stopped_by    text REFERENCES account,
  stopped_at    timestamptz,
  finished_at   timestamptz
);
-- One at a time: two orders for one case could undo each other.
CREATE UNIQUE INDEX model_migration_open ON model_migration (process) WHERE finished_at IS NULL;

CREATE TABLE model_migration_case (
  migration    bigint NOT NULL REFERENCES model_migration,
  instance_key bigint NOT NULL,
  case_id      text REFERENCES cases,
  state        text NOT NULL CHECK (state IN ('waiting', 'moved', 'failed', 'stopped')),
  message      text,
  at           timestamptz,
  PRIMARY KEY (migration, instance_key)
);
CREATE INDEX ON model_migration_case (instance_key) WHERE state = 'moved';
