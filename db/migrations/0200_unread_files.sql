-- Up Migration

-- Uploads whose words nobody has looked for yet; '' where there are none or they cannot be read.
CREATE INDEX file_unread ON file (uploaded_at) WHERE words IS NULL AND lower(name) ~ '\.(docx|pdf)$';
