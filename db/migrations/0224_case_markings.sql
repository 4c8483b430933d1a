-- Up Migration

-- 公开: cases that everybody signed in may read. All others are 内部. A restricted case (0170) is never one of them.
CREATE TABLE public_case (
  case_id text PRIMARY KEY REFERENCES cases,
  set_by  text NOT NULL,
  set_at  timestamptz NOT NULL      -- business time
);
CREATE FUNCTION keep_restricted_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public_case JOIN restricted_case USING (case_id) WHERE case_id = NEW.case_id) THEN
    RAISE EXCEPTION 'a restricted case is not public' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_restricted_closed AFTER INSERT ON public_case FOR EACH ROW EXECUTE FUNCTION keep_restricted_closed();
CREATE TRIGGER keep_restricted_closed AFTER INSERT ON restricted_case FOR EACH ROW EXECUTE FUNCTION keep_restricted_closed();
