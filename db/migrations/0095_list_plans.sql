-- Up Migration

-- A task is 暂定 when a limit of its case is: few are, so that the look for them costs nothing.
CREATE INDEX deadline_provisional ON deadline_round (case_id, due_at) WHERE ended_at IS NULL AND provisional;
-- deadline_open_list serves the same and has what is counted in it; with both PostgreSQL took the one that has to look at the rows.
DROP INDEX deadline_open_due;
