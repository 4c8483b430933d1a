-- Up Migration

-- What the list of paper originals is searched by: number and title of a case, names of the materials of its filing, names of its files. By
-- characters and pairs of characters as `search_grams` makes them; nothing is cut off, as in the texts of the search over everything.
CREATE FUNCTION paper_text(id text, title text, variables jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT concat_ws(E'\n', id, title, (SELECT string_agg(m #>> '{}', E'\n') FROM jsonb_path_query(variables, 'lax $.materials[*].name') AS m))
$$;
CREATE INDEX cases_paper_search ON cases USING gin (search_grams(paper_text(id, title, variables)));
CREATE INDEX file_name_search ON file USING gin (search_grams(name));

-- Cases that have this text there, seen by whomever, some more than once: `most` at most. Never by reading everything, which is what PostgreSQL would
-- do for a text whose pairs of characters are common and that is itself nowhere.
CREATE FUNCTION cases_with_text(t text, pattern text, most int) RETURNS SETOF text LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT id FROM (
    SELECT f.case_id AS id FROM file f WHERE search_grams(f.name) @> search_grams(t) AND f.name ILIKE pattern
    UNION ALL
    SELECT c.id FROM cases c
     WHERE search_grams(paper_text(c.id, c.title, c.variables)) @> search_grams(t) AND paper_text(c.id, c.title, c.variables) ILIKE pattern) found
   LIMIT most
$$;
