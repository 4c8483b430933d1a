-- Up Migration

-- Somebody may leave a post without anybody coming: what he had taken goes back to the post.
ALTER TABLE handover ALTER COLUMN successor DROP NOT NULL;
