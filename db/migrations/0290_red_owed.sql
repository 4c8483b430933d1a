-- Up Migration
-- A step that ended after its date, but before the engine had said that the date has passed: its red rung, and with it the card, is
-- still to come. Set when the round is settled (domain/deadlines/settle.ts), cleared in the transaction that raises the rung.
ALTER TABLE deadline_round ADD COLUMN red_owed boolean NOT NULL DEFAULT false;
CREATE INDEX deadline_red_owed ON deadline_round (due_at) WHERE red_owed;
