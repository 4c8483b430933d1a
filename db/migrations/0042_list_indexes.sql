-- Up Migration

-- The order of the task list, so that its first page is read and nothing is sorted.
DROP INDEX read.task_open_due;
CREATE INDEX task_open_order ON read.task (due_at, created_at DESC, task_key DESC) WHERE state = 'open';
-- Open tasks of cases are counted from the index alone.
CREATE INDEX task_open_case ON read.task (case_id) WHERE state = 'open';
CREATE INDEX task_done_order ON read.task (ended_at DESC, task_key DESC) WHERE state = 'completed';
CREATE INDEX task_done_by ON read.task (completed_by, ended_at DESC, task_key DESC) WHERE state = 'completed';
