-- Up Migration

-- A timer whose date has passed when it is made fires at once: it is late from its making, not from its date. Engine's clock; null once it has fired.
ALTER TABLE read.timer ADD COLUMN created_at timestamptz;
