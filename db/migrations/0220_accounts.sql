-- Up Migration

-- Accounts of people, and of outside systems, which sign in on no page and work by tokens only (0222).
ALTER TABLE account ALTER COLUMN password_hash DROP NOT NULL;   -- null: no local password
ALTER TABLE account ADD COLUMN kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'system'));
ALTER TABLE account ADD COLUMN active boolean NOT NULL DEFAULT true;
ALTER TABLE account ADD COLUMN must_change boolean NOT NULL DEFAULT false;   -- the password was given by somebody else
ALTER TABLE account ADD COLUMN password_set_at timestamptz NOT NULL DEFAULT now();   -- wall time
ALTER TABLE account ADD COLUMN last_sign_in_at timestamptz;                           -- wall time
ALTER TABLE account ADD CHECK (kind = 'person' OR password_hash IS NULL);

-- Hashes of passwords that were used before: the last ones are not taken again.
CREATE TABLE password_before (
  username      text NOT NULL REFERENCES account,
  password_hash text NOT NULL,
  until_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (username, until_at)
);

-- Failed sign-ins per name and address, so that nobody shuts out another one from elsewhere. Also names that there are not. Wall time.
CREATE TABLE sign_in_failure (
  username     text NOT NULL,
  address      text NOT NULL,
  failures     int  NOT NULL,
  first_at     timestamptz NOT NULL DEFAULT now(),
  locked_until timestamptz,
  PRIMARY KEY (username, address)
);
CREATE INDEX ON sign_in_failure (first_at);

-- When somebody last did something at a page; the cookie alone says nothing about that. Wall time.
ALTER TABLE session ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX session_of ON session ((sess ->> 'username'));

-- The three administrators exclude each other and every business post, whoever writes the row and whenever it counts.
-- The same kinds as ADMINISTRATORS in domain/people/absence.ts.
CREATE FUNCTION keep_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two changes of one person at the same time see each other.
  PERFORM pg_advisory_xact_lock(hashtext('post_holder:' || NEW.username));
  IF EXISTS (
    SELECT 1 FROM post_holder a JOIN post p ON p.id = a.post JOIN post_holder b ON b.username = a.username AND b.post <> a.post
     WHERE a.username = NEW.username AND p.kind IN ('sysadmin', 'secadmin', 'auditor')
       AND daterange(a.from_date, CASE WHEN a.until_date IS NOT NULL THEN greatest(a.from_date, a.until_date) END)
           && daterange(b.from_date, CASE WHEN b.until_date IS NOT NULL THEN greatest(b.from_date, b.until_date) END)
  ) OR EXISTS (
    -- Nor is any of them a machine.
    SELECT 1 FROM account a JOIN post_holder h USING (username) JOIN post p ON p.id = h.post
     WHERE a.username = NEW.username AND a.kind = 'system' AND p.kind IN ('sysadmin', 'secadmin', 'auditor')
  ) THEN
    RAISE EXCEPTION 'administrators hold no other post' USING ERRCODE = 'check_violation', CONSTRAINT = 'administrators_apart';
  END IF;
  RETURN NULL;
END $$;
-- At the end of the transaction: a change of holders takes several statements.
CREATE CONSTRAINT TRIGGER administrators_apart AFTER INSERT OR UPDATE ON post_holder
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_administrators_apart();

-- Names change with the name only, not with every sign-in.
DROP TRIGGER next_revision ON account;
CREATE TRIGGER next_revision AFTER INSERT OR UPDATE OF display_name OR DELETE OR TRUNCATE ON account
  FOR EACH STATEMENT EXECUTE FUNCTION next_revision('names');
