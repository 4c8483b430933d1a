-- Up Migration

-- Documents that a step makes itself are files of the case like those handed in; each is stored once however often its
-- job is delivered. The kind says which original of the procedure a file is.
ALTER TABLE file ADD COLUMN kind text;
ALTER TABLE file ADD COLUMN effect_key text UNIQUE;
