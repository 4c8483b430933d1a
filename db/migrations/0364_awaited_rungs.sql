-- Up Migration
-- The look for rungs that should have been raised reads these indexes alone. PostgreSQL cannot know that nearly none of the open limits whose
-- date has passed is without its rung (of all that ever were, nearly all dates have passed), and without this would go through the open ones.
DROP INDEX deadline_awaits_yellow;
CREATE INDEX deadline_awaits_yellow ON deadline_round (warn_at) INCLUDE (touched_wall, deadline_id, round)
  WHERE ended_at IS NULL AND suspended_at IS NULL AND latest AND NOT yellow_raised;
DROP INDEX deadline_awaits_red;
CREATE INDEX deadline_awaits_red ON deadline_round (due_at) INCLUDE (touched_wall, deadline_id, round)
  WHERE ended_at IS NULL AND suspended_at IS NULL AND latest AND NOT red_raised;
