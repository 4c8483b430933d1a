-- Up Migration

-- Results of approvals as the information exchange gets them (历下政办发〔2019〕1号 附件2 二（三）): one a case.
CREATE TABLE approval_result (
  case_id         text PRIMARY KEY REFERENCES cases (id),
  matter          text NOT NULL,
  applicant       text NOT NULL,
  result          text NOT NULL CHECK (result IN ('granted', 'refused')),
  decision_number text,
  decided_on      date NOT NULL,
  valid_until     date,
  departments     text[] NOT NULL,           -- units that are to claim it
  handed_at       timestamptz NOT NULL       -- business time
);
CREATE INDEX ON approval_result (handed_at);
