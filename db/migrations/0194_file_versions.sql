-- Up Migration

-- A newer version of an attachment: each version has at most one after it, and nothing is taken away.
ALTER TABLE file ADD COLUMN replaces text UNIQUE REFERENCES file;
