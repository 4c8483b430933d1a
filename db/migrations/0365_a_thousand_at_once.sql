-- Up Migration
-- A thousand limits of one minute bring a thousand rungs and cards at once: what each row takes is made less.

-- The same characters and pairs, some of them several times, which neither an index nor @> minds: a fourth of the time, as nothing is sorted.
CREATE OR REPLACE FUNCTION search_grams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT a || ARRAY(SELECT c || d FROM unnest(a[:cardinality(a) - 1], a[2:]) AS u(c, d))
    FROM (SELECT coalesce(string_to_array(lower(t), NULL), '{}') AS a OFFSET 0) s
$$;

-- What a case is found by goes into the indexes when its instance is known, not also with its row; the few that still wait for an instance are
-- read through.
DROP INDEX cases_search;
CREATE INDEX cases_search ON cases USING gin (search_grams(case_text(id, title, variables))) WHERE instance_key IS NOT NULL;
DROP INDEX cases_paper_search;
CREATE INDEX cases_paper_search ON cases USING gin (search_grams(paper_text(id, title, variables))) WHERE instance_key IS NOT NULL;
CREATE OR REPLACE FUNCTION cases_with_text(t text, pattern text, most int) RETURNS SETOF text LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT id FROM (
    SELECT f.case_id AS id FROM file f WHERE search_grams(f.name) @> search_grams(t) AND f.name ILIKE pattern
    UNION ALL
    SELECT c.id FROM cases c
     WHERE (c.instance_key IS NULL OR c.instance_key IS NOT NULL AND search_grams(paper_text(c.id, c.title, c.variables)) @> search_grams(t))
       AND paper_text(c.id, c.title, c.variables) ILIKE pattern) found
   LIMIT most
$$;

-- Rungs are noted with their rounds in one statement for all that were raised together.
DROP TRIGGER note_rung ON deadline_rung;
CREATE FUNCTION note_raised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE deadline_round r SET yellow_raised = r.yellow_raised OR g.yellow, red_raised = r.red_raised OR g.red
    FROM (SELECT deadline_id, round, bool_or(rung = 'yellow') AS yellow, bool_or(rung = 'red') AS red
            FROM raised WHERE revoked_at IS NULL AND rung IN ('yellow', 'red') GROUP BY 1, 2) g
   WHERE g.deadline_id = r.deadline_id AND g.round = r.round;
  RETURN NULL;
END $$;
CREATE TRIGGER note_raised AFTER INSERT ON deadline_rung REFERENCING NEW TABLE AS raised
  FOR EACH STATEMENT EXECUTE FUNCTION note_raised();
CREATE TRIGGER note_rung AFTER UPDATE OF revoked_at ON deadline_rung
  FOR EACH ROW WHEN (NEW.rung IN ('yellow', 'red')) EXECUTE FUNCTION note_rung();
