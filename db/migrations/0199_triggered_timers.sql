-- Up Migration
-- Which watches' timers have fired, asked whenever limits are due.
CREATE INDEX timer_triggered ON read.timer (instance_key) WHERE state = 'triggered';
