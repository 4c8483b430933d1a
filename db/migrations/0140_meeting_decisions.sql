-- Up Migration

-- What meetings decided, each with unit and limit, until it is carried out (历下政办发〔2019〕1号 附件1 三、附件2 一（六）).
CREATE TABLE meeting_decision (
  case_id     text   NOT NULL REFERENCES cases (id),
  number      int    NOT NULL CHECK (number > 0),
  matter      text   NOT NULL,
  unit        text   NOT NULL,
  days        int    NOT NULL CHECK (days > 0),      -- working days
  due_on      date   NOT NULL,                       -- as the minutes say; the limit itself may be moved
  decided_at  timestamptz NOT NULL,                  -- business time
  report      text,                                  -- the last one
  reported_by text,
  done_at     timestamptz,
  PRIMARY KEY (case_id, number)
);
CREATE INDEX ON meeting_decision (unit, due_on) WHERE done_at IS NULL;
CREATE INDEX ON meeting_decision (decided_at DESC);
