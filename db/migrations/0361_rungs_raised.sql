-- Up Migration
-- Whether the yellow and the red rung of a round were raised stands with the round itself: the look for those that should have been, every
-- two seconds, finds them by their dates alone, however many limits are open.
ALTER TABLE deadline_round ADD COLUMN yellow_raised boolean NOT NULL DEFAULT false;
ALTER TABLE deadline_round ADD COLUMN red_raised boolean NOT NULL DEFAULT false;
UPDATE deadline_round r SET yellow_raised = g.yellow, red_raised = g.red
  FROM (SELECT deadline_id, round, bool_or(rung = 'yellow') AS yellow, bool_or(rung = 'red') AS red
          FROM deadline_rung WHERE revoked_at IS NULL AND rung IN ('yellow', 'red') GROUP BY 1, 2) g
 WHERE g.deadline_id = r.deadline_id AND g.round = r.round;

CREATE FUNCTION note_rung() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE deadline_round
     SET yellow_raised = CASE NEW.rung WHEN 'yellow' THEN NEW.revoked_at IS NULL ELSE yellow_raised END,
         red_raised = CASE NEW.rung WHEN 'red' THEN NEW.revoked_at IS NULL ELSE red_raised END
   WHERE deadline_id = NEW.deadline_id AND round = NEW.round;
  RETURN NULL;
END $$;
CREATE TRIGGER note_rung AFTER INSERT OR UPDATE OF revoked_at ON deadline_rung
  FOR EACH ROW WHEN (NEW.rung IN ('yellow', 'red')) EXECUTE FUNCTION note_rung();

CREATE INDEX deadline_awaits_yellow ON deadline_round (warn_at) WHERE ended_at IS NULL AND suspended_at IS NULL AND NOT yellow_raised;
CREATE INDEX deadline_awaits_red ON deadline_round (due_at) WHERE ended_at IS NULL AND suspended_at IS NULL AND NOT red_raised;

-- One unit's open limits by date, which the board filters by; counted from the index alone, as the whole list is.
CREATE INDEX deadline_open_of_unit ON deadline_round (unit, due_at, deadline_id)
  INCLUDE (warn_at, suspended_at, process, obligation, provisional, case_id) WHERE ended_at IS NULL AND latest;
-- Lists read the index alone only of pages that were cleaned since they were written to: not after a fifth of the table, as is usual.
ALTER TABLE deadline_round SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE read.task SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
