-- Up Migration

-- Who comes in by the district's own sign-in (OIDC): the subject there, once it is known.
ALTER TABLE account ADD COLUMN subject text UNIQUE;
-- By what somebody holds a post: an order of the security administrator, or the claims of his sign-in, which may end it again.
ALTER TABLE post_holder ADD COLUMN source text NOT NULL DEFAULT 'order' CHECK (source IN ('order', 'claims'));
