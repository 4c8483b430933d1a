-- Up Migration
-- Any timer that fired proves that its date has passed in its partition, and that the read model knows what ended before it
-- (lockDueRounds in domain/deadlines/store.ts).
DROP INDEX read.timer_triggered;
CREATE INDEX timer_passed ON read.timer (due_at) WHERE state = 'triggered';
