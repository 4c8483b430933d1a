-- Up Migration

-- Filters of the task list that people keep; `unit`: shared with everybody in it.
CREATE TABLE task_filter (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner      text  NOT NULL REFERENCES account,
  unit       text  REFERENCES unit,
  name       text  NOT NULL,
  query      jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (owner, name)
);
CREATE INDEX task_filter_of_unit ON task_filter (unit) WHERE unit IS NOT NULL;

-- How somebody likes to see a list: found again on another computer.
CREATE TABLE list_view (
  username text  NOT NULL REFERENCES account,
  list     text  NOT NULL,
  view     jsonb NOT NULL,                    -- {columns, sort, density}
  PRIMARY KEY (username, list)
);

CREATE INDEX task_open_created ON read.task (created_at DESC, task_key DESC) WHERE state = 'open';
