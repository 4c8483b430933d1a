-- Up Migration

-- What the watch waits for next: the ladder is a rule on the engine, lists only read its last answer.
ALTER TABLE deadline_round ADD COLUMN next_rung text;
ALTER TABLE deadline_round ADD COLUMN next_at timestamptz;
ALTER TABLE deadline_round ADD COLUMN next_recipients text[] NOT NULL DEFAULT '{}';
