-- Up Migration

-- Of many that end together the first page is read in order, and nothing is sorted.
DROP INDEX deadline_due_in;
CREATE INDEX deadline_due_in ON deadline_round (due_at, deadline_id);
