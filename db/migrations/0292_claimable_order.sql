-- Up Migration
-- What a post may claim, in the order of its list; nearly every task is for one post. The few others are found by `task_of_several`.
CREATE INDEX task_claimable_order ON read.task ((candidate_groups[1]), due_at, created_at DESC, task_key DESC)
  WHERE state = 'open' AND assignee IS NULL AND cardinality(candidate_groups) = 1;
CREATE INDEX task_of_several ON read.task USING gin (candidate_groups) WHERE state = 'open' AND cardinality(candidate_groups) > 1;
