-- Up Migration

-- What lists, counts and statistics choose limits by stands with the round itself, so that none of them needs a join: whether it is
-- the present round of its limit, and what never changes of limit and case.
ALTER TABLE deadline_round ADD COLUMN latest boolean NOT NULL DEFAULT true;
ALTER TABLE deadline_round ADD COLUMN obligation text;
ALTER TABLE deadline_round ADD COLUMN process text;
UPDATE deadline_round r SET obligation = d.obligation, process = c.process, latest = r.round = d.round
  FROM deadline d JOIN cases c ON c.id = d.case_id WHERE d.id = r.deadline_id;
ALTER TABLE deadline_round ALTER COLUMN obligation SET NOT NULL;
ALTER TABLE deadline_round ALTER COLUMN process SET NOT NULL;

CREATE FUNCTION place_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT d.obligation, c.process INTO NEW.obligation, NEW.process
    FROM deadline d JOIN cases c ON c.id = d.case_id WHERE d.id = NEW.deadline_id;
  IF NEW.round > 1 THEN
    UPDATE deadline_round SET latest = false WHERE deadline_id = NEW.deadline_id AND round < NEW.round AND latest;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER place_round BEFORE INSERT ON deadline_round FOR EACH ROW EXECUTE FUNCTION place_round();

-- Open ones by date, finished ones by their end, both in one list; the open ones are counted from the index alone.
CREATE INDEX deadline_open_list ON deadline_round (due_at, deadline_id)
  INCLUDE (warn_at, suspended_at, unit, process, obligation, provisional, case_id) WHERE ended_at IS NULL AND latest;
CREATE INDEX deadline_ended_list ON deadline_round (ended_at DESC, deadline_id)
  INCLUDE (ended_as, unit, process, obligation, case_id) WHERE ended_at IS NOT NULL AND latest;
CREATE INDEX deadline_whole_list ON deadline_round
  ((ended_at IS NOT NULL), (CASE WHEN ended_at IS NULL THEN due_at END), ended_at DESC, deadline_id) WHERE latest;
-- Statistics take every round that was due in a period.
CREATE INDEX deadline_due_in ON deadline_round (due_at);
-- The obligations that there are, each found by one look.
CREATE INDEX deadline_obligation ON deadline_round (obligation, due_at);
