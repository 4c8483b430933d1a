-- Up Migration

-- Why a limit was missed, in the words of the responsible post: one a round, changeable until the card is verified.
CREATE TABLE overdue_reason (
  deadline_id text NOT NULL,
  round       int  NOT NULL,
  reason      text NOT NULL,
  recorded_by text NOT NULL,                 -- post
  recorded_at timestamptz NOT NULL,          -- business time
  revision    int  NOT NULL DEFAULT 1,       -- grows with each change
  PRIMARY KEY (deadline_id, round),
  FOREIGN KEY (deadline_id, round) REFERENCES deadline_round
);

-- A red card: the life of one raised red rung, in a case of its own. Written by domain services, never by the projection.
CREATE TABLE card (
  case_id          text PRIMARY KEY REFERENCES cases,
  deadline_id      text NOT NULL,
  round            int  NOT NULL,
  parent_case_id   text NOT NULL REFERENCES cases,
  process          text NOT NULL,            -- of the parent
  unit             text NOT NULL,            -- answers for the limit
  supervising_unit text NOT NULL,            -- verifies; stays with the card when the setting changes
  issued_at        timestamptz NOT NULL,
  state            text NOT NULL DEFAULT 'issued' CHECK (state IN ('issued', 'explained', 'upheld', 'revoked')),
  reason           text,                     -- the explanation
  reason_revision  int  NOT NULL DEFAULT 0,  -- of overdue_reason, as far as the card's instance knows it
  attribution      text CHECK (attribution IN ('own-step', 'applicant', 'other-unit', 'force-majeure')),
  attributed_unit  text,
  appealed         boolean NOT NULL DEFAULT false,
  revoked_because  text CHECK (revoked_because IN ('verification', 'appeal', 'limit-changed')),
  verified_at      timestamptz,
  taken_back_at    timestamptz,              -- the limit was moved and is no longer late
  closed_at        timestamptz,              -- its instance has come to its end
  FOREIGN KEY (deadline_id, round) REFERENCES deadline_round
);
-- One a red rung: a card that was taken back with its rung gives way to that of a later rung of the same round.
CREATE UNIQUE INDEX card_once ON card (deadline_id, round) WHERE taken_back_at IS NULL;
CREATE INDEX ON card (deadline_id);
CREATE INDEX ON card (parent_case_id);
CREATE INDEX ON card (issued_at DESC, case_id DESC);
CREATE INDEX card_open ON card (deadline_id, round) WHERE closed_at IS NULL;
