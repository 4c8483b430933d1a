-- Up Migration

-- Records may appear behind `position`: the quick exporter's are answered before they are written, and go to whichever app answers. Up to
-- `settled` the other exporter has brought everything, and what was missed has been told.
ALTER TABLE notification_cursor ADD COLUMN settled bigint NOT NULL DEFAULT -1;
UPDATE notification_cursor SET settled = position;
