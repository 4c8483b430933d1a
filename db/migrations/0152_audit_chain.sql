-- Up Migration

-- Each act covers the one before it: what is changed, taken out or put in afterwards shows (npm run audit:verify, page 审计日志).
ALTER TABLE audit ADD COLUMN seq bigint;
ALTER TABLE audit ADD COLUMN hash text;

-- Where the chain stands; one row.
CREATE TABLE audit_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  seq  bigint NOT NULL DEFAULT 0,
  hash text NOT NULL DEFAULT ''
);
INSERT INTO audit_head DEFAULT VALUES;

-- What was taken out when its time was over: the chain goes on from the last act of it.
CREATE TABLE audit_cut (
  seq    bigint PRIMARY KEY,             -- the last act that was taken out
  hash   text NOT NULL,
  before date NOT NULL,                  -- acts before this day, wall time
  acts   bigint NOT NULL,
  at     timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head audit_head;
BEGIN
  -- One after the other: the next one waits here until this transaction has ended.
  SELECT * INTO head FROM audit_head FOR UPDATE;
  NEW.seq := head.seq + 1;
  -- The same text as in domain/audit/verify.ts.
  NEW.hash := encode(sha256(convert_to(head.hash || json_build_array(NEW.seq,
    to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), to_char(NEW.business_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    NEW.actor, NEW.ip, NEW.action, NEW.target, NEW.status, NEW.detail::text)::text, 'UTF8')), 'hex');
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash;
  RETURN NEW;
END $$;

-- What is there already becomes the beginning of the chain.
ALTER TABLE audit DISABLE TRIGGER audit_append_only;
DO $$
DECLARE
  act audit;
  before text := '';
  n bigint := 0;
BEGIN
  FOR act IN SELECT * FROM audit ORDER BY id LOOP
    n := n + 1;
    before := encode(sha256(convert_to(before || json_build_array(n,
      to_char(act.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), to_char(act.business_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
      act.actor, act.ip, act.action, act.target, act.status, act.detail::text)::text, 'UTF8')), 'hex');
    UPDATE audit SET seq = n, hash = before WHERE id = act.id;
  END LOOP;
  UPDATE audit_head SET seq = n, hash = before;
END $$;
ALTER TABLE audit ENABLE TRIGGER audit_append_only;

ALTER TABLE audit ALTER COLUMN seq SET NOT NULL;
ALTER TABLE audit ALTER COLUMN hash SET NOT NULL;
CREATE UNIQUE INDEX audit_seq ON audit (seq);
CREATE INDEX audit_target ON audit (target, seq DESC) WHERE target IS NOT NULL;
CREATE INDEX audit_case ON audit ((detail ->> 'case'), seq DESC) WHERE detail ? 'case';
CREATE TRIGGER audit_chain BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION chain_audit();
CREATE TRIGGER audit_cut_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_cut
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Only the cut (domain/audit/cut.ts) may take acts out, and says so in its transaction.
CREATE FUNCTION refuse_but_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('lixia.cut', true) = 'audit' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
DROP TRIGGER audit_append_only ON audit;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_but_cut();
