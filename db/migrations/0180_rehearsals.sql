-- Rehearsals of drafts on the real engine (docs/architecture.md, Rehearsal). What a rehearsal writes lies in a schema of its own,
-- rehearsal_<id>; here stands only that it is there.
CREATE TABLE rehearsal (
  id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{12}$'),
  process text NOT NULL,
  -- draft, v<version> or d<definition key>: what is rehearsed.
  ref text NOT NULL,
  xml text NOT NULL,
  files jsonb NOT NULL,
  owner text NOT NULL,
  case_id text,
  -- Business time of the rehearsal: it stands until the owner moves it; target is what it is on its way to.
  clock timestamptz NOT NULL,
  target timestamptz,
  -- What the copies are called in the engine: decisions by their own id, messages, steps done by hand; keys of what was deployed.
  decisions jsonb NOT NULL DEFAULT '{}',
  messages jsonb NOT NULL DEFAULT '[]',
  by_hand jsonb NOT NULL DEFAULT '{}',
  deployed jsonb NOT NULL DEFAULT '[]',
  notes jsonb NOT NULL DEFAULT '[]',
  -- Tables of the product when its schema was made.
  made_for text NOT NULL,
  -- Wall time: one that nobody looks at for a day ends.
  started_wall timestamptz NOT NULL DEFAULT now(),
  touched_wall timestamptz NOT NULL DEFAULT now()
);

-- Messages that instances of rehearsals wait for; their timers are such messages.
CREATE TABLE read.rehearsal_wait (
  element_key bigint NOT NULL,
  message text NOT NULL,
  instance_key bigint NOT NULL,
  process_id text NOT NULL,
  element_id text NOT NULL,
  correlation_key text NOT NULL,
  waiting boolean NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (element_key, message)
);
CREATE INDEX ON read.rehearsal_wait (process_id) WHERE waiting;
CREATE INDEX instance_rehearsed ON read.instance (process_id) WHERE process_id LIKE 'rehearsal\_%';
