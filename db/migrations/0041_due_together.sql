-- Up Migration

-- Limits that wait for the same moment.
CREATE INDEX deadline_open_next ON deadline_round (next_at) WHERE ended_at IS NULL AND suspended_at IS NULL;
