-- Up Migration

-- What has become of an approval since (行政许可法 8, 69, 70): the case that changed it.
ALTER TABLE approval_result
  ADD COLUMN standing      text NOT NULL DEFAULT 'valid' CHECK (standing IN ('valid', 'change', 'withdraw', 'revoke', 'cancel')),
  ADD COLUMN standing_on   date,
  ADD COLUMN standing_case text REFERENCES cases (id);

-- Who has to claim what was pushed (历下政办发〔2019〕1号 附件2 二（三）): one row a department and push.
CREATE TABLE result_claim (
  case_id     text NOT NULL REFERENCES cases (id),           -- the push
  result_case text NOT NULL REFERENCES approval_result (case_id),
  department  text NOT NULL,
  pushed_at   timestamptz NOT NULL,                          -- business time
  change      text,                                          -- in words: what changed; null: the result itself
  state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'claimed', 'not-ours', 'released')),
  answered_at timestamptz,
  answered_by text,                                          -- account, or the name of the department's system
  measures    text,
  note        text,
  PRIMARY KEY (case_id, department)
);
CREATE INDEX ON result_claim (result_case);
CREATE INDEX ON result_claim (department, pushed_at DESC);

-- What departments push back: findings, penalties, changes of law.
CREATE TABLE supervision_information (
  case_id         text PRIMARY KEY REFERENCES cases (id),
  unit            text NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('finding', 'penalty', 'law-change', 'training')),
  subject         text NOT NULL,
  content         text NOT NULL,
  document_number text,
  happened_on     date NOT NULL,
  effective_on    date,
  approval_case   text REFERENCES approval_result (case_id),
  pushed_at       timestamptz NOT NULL,
  action          text CHECK (action IN ('noted', 'adjust', 'verify')),
  answer          text,
  answered_by     text,
  answered_at     timestamptz
);
CREATE INDEX ON supervision_information (pushed_at DESC);
CREATE INDEX ON supervision_information (approval_case) WHERE approval_case IS NOT NULL;

-- An outside system that may also ask and answer for its unit, signing with the secret of its endpoint.
ALTER TABLE webhook ADD COLUMN exchanges boolean NOT NULL DEFAULT false;
