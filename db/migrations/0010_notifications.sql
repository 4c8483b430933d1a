-- Up Migration

-- What people and other systems are told. One row an event, however often what caused it is repeated.
CREATE TABLE notification (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  effect_key text   NOT NULL UNIQUE,
  kind       text   NOT NULL,                -- domain/notifications/kinds.ts
  title      text   NOT NULL,
  text       text   NOT NULL,
  case_id    text   REFERENCES cases,
  task_key   bigint,
  limit_id   text,
  link       text   NOT NULL,                -- page of the product that it leads to
  recipients text[] NOT NULL,                -- posts, units or accounts, as asked for
  units      text[] NOT NULL,                -- units that it is about
  detail     jsonb  NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL            -- business time
);
CREATE INDEX ON notification (task_key) WHERE task_key IS NOT NULL;

-- Whom it reached: who held the posts at that moment.
CREATE TABLE notification_recipient (
  notification_id bigint NOT NULL REFERENCES notification,
  username        text   NOT NULL REFERENCES account,
  post            text,                      -- through which it reached him
  read_at         timestamptz,               -- business time
  PRIMARY KEY (username, notification_id)
);
CREATE INDEX ON notification_recipient (notification_id);
CREATE INDEX notification_unread ON notification_recipient (username) WHERE read_at IS NULL;

CREATE TABLE notification_setting (
  username     text PRIMARY KEY REFERENCES account,
  email        text,
  email_kinds  text[] NOT NULL,
  silent_kinds text[] NOT NULL               -- arrive as read: on the list, not in the count
);

-- Outside systems that are told.
CREATE TABLE webhook (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text    NOT NULL,
  url        text    NOT NULL,
  secret     text    NOT NULL,               -- signs each request: needed in full
  kinds      text[]  NOT NULL,               -- empty: all; so too units and processes
  units      text[]  NOT NULL,
  processes  text[]  NOT NULL,
  active     boolean NOT NULL,
  created_by text    NOT NULL,
  created_at timestamptz NOT NULL
);

-- Outbox: written with the notification, sent afterwards. Times of transport are wall time.
CREATE TABLE delivery (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  notification_id bigint NOT NULL REFERENCES notification,
  channel         text   NOT NULL CHECK (channel IN ('email', 'webhook')),
  username        text   REFERENCES account,
  webhook_id      bigint REFERENCES webhook ON DELETE CASCADE,
  state           text   NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'dead')),
  attempts        int    NOT NULL DEFAULT 0,
  next_attempt    timestamptz NOT NULL DEFAULT now(),
  last_error      text,
  created_wall    timestamptz NOT NULL DEFAULT now(),
  settled_wall    timestamptz,
  CHECK ((channel = 'email') = (username IS NOT NULL) AND (channel = 'webhook') = (webhook_id IS NOT NULL)),
  UNIQUE NULLS NOT DISTINCT (notification_id, username, webhook_id)
);
CREATE INDEX delivery_pending ON delivery (channel, next_attempt) WHERE state = 'pending';
CREATE INDEX delivery_dead ON delivery (id) WHERE state = 'dead';
CREATE INDEX ON delivery (webhook_id) WHERE webhook_id IS NOT NULL;

-- How far the engine's records have been looked at for tasks to tell of. A rebuild of the read model does not touch it.
CREATE TABLE notification_cursor (
  partition_id int    PRIMARY KEY,
  position     bigint NOT NULL
);
INSERT INTO notification_cursor SELECT partition_id, max(position) FROM engine_record GROUP BY 1;

-- 催办: one row per task and urging unit; the next one is possible when next_at has come.
CREATE TABLE task_reminder (
  task_key bigint NOT NULL,
  unit     text   NOT NULL REFERENCES unit,
  times    int    NOT NULL DEFAULT 1,
  at       timestamptz NOT NULL,             -- business time
  next_at  timestamptz NOT NULL,
  PRIMARY KEY (task_key, unit)
);
