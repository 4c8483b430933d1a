-- Up Migration

-- 抄送: somebody shall know of a case; he says that he has read it (已阅).
CREATE TABLE case_copy (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id  text NOT NULL REFERENCES cases,
  username text NOT NULL REFERENCES account,  -- who shall read it
  post     text,                              -- through which he was meant
  by       text NOT NULL,
  note     text NOT NULL,
  at       timestamptz NOT NULL,              -- business time, as are all here
  read_at  timestamptz
);
CREATE UNIQUE INDEX case_copy_unread_once ON case_copy (case_id, username) WHERE read_at IS NULL;
CREATE INDEX case_copy_of_reader ON case_copy (username, at DESC);

-- What people say to each other about a case. Nothing is changed afterwards.
CREATE TABLE case_comment (
  id       uuid PRIMARY KEY,                  -- made by the page: the same said again is one
  case_id  text NOT NULL REFERENCES cases,
  by       text NOT NULL,
  at       timestamptz NOT NULL,
  text     text NOT NULL,
  mentions text[] NOT NULL                    -- accounts
);
CREATE INDEX case_comment_of_case ON case_comment (case_id, at);
