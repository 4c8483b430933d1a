-- Up Migration

-- What was read long ago is taken off its reader's list.
CREATE INDEX notification_read ON notification_recipient (read_at) WHERE read_at IS NOT NULL;
