-- Up Migration

-- The instance of park-schedule that starts a park's evaluations, and when its start was last sent (wall time); null: not started yet.
ALTER TABLE park
  ADD COLUMN schedule_instance bigint,
  ADD COLUMN schedule_sent     timestamptz,
  ADD COLUMN revoked_on        date,
  ADD COLUMN revocation_case   text REFERENCES cases (id);

-- Names that the operator of a park had before; the present one stands in `park`. Everything else of a park hangs on its id.
CREATE TABLE park_operator_name (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  park_id    bigint NOT NULL REFERENCES park (id),
  name       text   NOT NULL,                 -- until then
  until_date date   NOT NULL,
  basis      text   NOT NULL,
  actor      text   NOT NULL,
  at         timestamptz NOT NULL             -- business time
);
CREATE INDEX ON park_operator_name (park_id);

-- What a park was found to be, period by period (第十条): the memory that outlives every case.
CREATE TABLE park_evaluation (
  park_id      bigint NOT NULL REFERENCES park (id),
  period       text   NOT NULL CHECK (period ~ '^\d{4}(-H[12])?$'),
  kind         text   NOT NULL CHECK (kind IN ('half-year', 'annual')),
  case_id      text   NOT NULL UNIQUE REFERENCES cases (id),
  opened_at    timestamptz NOT NULL,          -- business time
  targets      jsonb  NOT NULL,               -- of the agreement; money as decimal text
  actuals      jsonb,
  outcome      text CHECK (outcome IN ('excellent', 'passed', 'failed')),  -- null: not concluded
  total        numeric,
  scores       jsonb,
  consequence  text CHECK (consequence IN ('none', 'rectify', 'revoke')),  -- what it was brought to (第十条（三）)
  half_years   jsonb,                         -- of a year: which reports were there when it was concluded
  concluded_at timestamptz,
  PRIMARY KEY (park_id, period),              -- the same period is never started twice
  CHECK ((kind = 'annual') = (period ~ '^\d{4}$'))
);

-- Money that was paid to a park (第九条（四）). An entry is cancelled, never changed.
CREATE TABLE park_payment (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  park_id       bigint NOT NULL REFERENCES park (id),
  paid_on       date   NOT NULL,
  amount        numeric(15, 2) NOT NULL CHECK (amount > 0),
  purpose       text   NOT NULL,
  document      text   NOT NULL,              -- number of the payment document
  entered_by    text   NOT NULL,
  entered_at    timestamptz NOT NULL,
  cancelled_by  text,
  cancelled_at  timestamptz,
  cancel_reason text
);
CREATE UNIQUE INDEX park_payment_once ON park_payment (park_id, document, amount) WHERE cancelled_at IS NULL;

-- Money that is due back (第十条（三）): at most one decision a case.
CREATE TABLE park_clawback (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  park_id    bigint NOT NULL REFERENCES park (id),
  case_id    text   NOT NULL UNIQUE REFERENCES cases (id),
  ground     text   NOT NULL CHECK (ground IN ('fraud-application', 'fraud-evaluation', 'breach')),
  amount     numeric(15, 2) NOT NULL CHECK (amount > 0),
  due_on     date   NOT NULL,
  reason     text   NOT NULL,
  decided_by text,
  decided_at timestamptz NOT NULL
);
CREATE INDEX ON park_clawback (park_id);
CREATE TABLE park_clawback_receipt (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  clawback_id bigint NOT NULL REFERENCES park_clawback (id),
  received_on date   NOT NULL,
  amount      numeric(15, 2) NOT NULL CHECK (amount > 0),
  entered_by  text,
  entered_at  timestamptz NOT NULL,
  effect_key  text   NOT NULL UNIQUE
);
CREATE INDEX ON park_clawback_receipt (clawback_id);

-- Who decides that a park loses its title is a setting: the last edit counts.
CREATE TABLE park_setting_edit (
  revision           int PRIMARY KEY,
  at                 timestamptz NOT NULL,
  actor              text,
  reason             text NOT NULL,
  revocation_decider text NOT NULL REFERENCES post (id)
);
CREATE TRIGGER park_setting_edit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON park_setting_edit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A park that lost its title may apply again.
DROP INDEX park_same_once;
CREATE UNIQUE INDEX park_same_once ON park (regexp_replace(name, '\s', '', 'g'), regexp_replace(operator, '\s', '', 'g'))
  WHERE revoked_on IS NULL;
