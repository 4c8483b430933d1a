-- Up Migration

-- Cases that only those concerned see (历下政办发〔2019〕1号 附件2 四), with the cards that their limits raise. Few, so that every list
-- can leave them out by asking here.
CREATE TABLE restricted_case (
  case_id text PRIMARY KEY REFERENCES cases,
  -- Whom it is about: neither reads nor does anything in it but what he is asked himself.
  person  text
);
-- Posts that see it.
CREATE TABLE restricted_reader (
  case_id text NOT NULL REFERENCES restricted_case,
  post    text NOT NULL,
  PRIMARY KEY (case_id, post)
);
CREATE INDEX ON restricted_reader (post);
-- Files that were shown to the person concerned.
CREATE TABLE restricted_share (
  case_id text NOT NULL REFERENCES restricted_case,
  file_id text NOT NULL REFERENCES file,
  PRIMARY KEY (case_id, file_id)
);
CREATE INDEX ON restricted_share (file_id);
