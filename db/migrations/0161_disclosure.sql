-- Up Migration

-- Major decisions of a year (历下政办发〔2019〕8号 一（一）). Secret ones stand here with their reason and in no public page.
CREATE TABLE decision_matter (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  year            int  NOT NULL CHECK (year BETWEEN 2019 AND 2100),
  unit            text NOT NULL REFERENCES unit,
  subject         text NOT NULL,
  decide_on       date NOT NULL,
  ways            text[] NOT NULL,
  secret_reason   text,                        -- null: public
  case_id         text NOT NULL UNIQUE REFERENCES cases,
  entered_at      timestamptz NOT NULL,        -- business time
  published_at    timestamptz,                 -- with the catalogue of its year, or with its draft; null: not yet
  CHECK (secret_reason IS NULL OR published_at IS NULL)
);
CREATE INDEX ON decision_matter (year, id);

-- Years whose catalogue is published: what is found public afterwards is added at once.
CREATE TABLE decision_catalogue (
  year         int PRIMARY KEY,
  case_id      text NOT NULL REFERENCES cases,
  published_at timestamptz NOT NULL
);

-- A draft as everybody may read it, from its publication on.
CREATE TABLE decision_disclosure (
  case_id       text PRIMARY KEY REFERENCES cases,
  unit          text NOT NULL REFERENCES unit,
  subject       text NOT NULL,
  summary       text,
  basis_text    text NOT NULL,
  explanation   text NOT NULL,
  urgent_reason text,
  draft_files   uuid[] NOT NULL,
  basis_files   uuid[] NOT NULL,
  begins_at     timestamptz NOT NULL,
  ends_at       timestamptz NOT NULL,          -- the first instant at which no comment is taken
  state         text NOT NULL DEFAULT 'announced' CHECK (state IN ('announced', 'open', 'closed', 'answered')),
  adoption_text text,
  other_ways    jsonb,
  published_at  timestamptz NOT NULL,
  answered_at   timestamptz,
  CHECK (begins_at < ends_at)
);
CREATE INDEX ON decision_disclosure (published_at DESC, case_id);

-- What people wrote, without a session. Name and contact are theirs to give and never shown to the public; both go, with the origin, when
-- the answers are published.
CREATE TABLE public_comment (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id       text NOT NULL REFERENCES decision_disclosure,
  number        int  NOT NULL,
  text          text NOT NULL CHECK (length(text) <= 2000),
  name          text CHECK (length(name) <= 30),
  contact       text CHECK (length(contact) <= 60),
  nonce         text NOT NULL UNIQUE,          -- of the form that was sent: twice is once
  origin        text,                          -- keyed hash of the address
  received_at   timestamptz NOT NULL,          -- business time
  arrived_at    timestamptz NOT NULL,          -- wall time: rates
  state         text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'rejected')),
  shown_text    text,                          -- without what names people
  reason        text,                          -- why it is not shown
  moderated_by  text,
  moderated_at  timestamptz,
  adoption      text CHECK (adoption IN ('adopted', 'partly', 'declined')),
  answer        text,
  answered_by   text,
  answered_at   timestamptz,
  UNIQUE (case_id, number),
  CHECK (state <> 'accepted' OR shown_text IS NOT NULL)
);
CREATE INDEX ON public_comment (case_id, arrived_at);
CREATE INDEX ON public_comment (origin, arrived_at) WHERE origin IS NOT NULL;
