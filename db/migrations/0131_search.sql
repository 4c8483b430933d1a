-- Up Migration

-- Chinese has no spaces between words: texts are found by their characters and pairs of characters, in an index of such pairs.
-- It needs no extension and no dictionary, and finds words of one or two characters as well.
CREATE FUNCTION search_grams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT g), '{}') FROM (
    SELECT c, c || lead(c) OVER (ORDER BY n) AS pair FROM unnest(string_to_array(lower(t), NULL)) WITH ORDINALITY AS u(c, n)
  ) x, LATERAL (VALUES (c), (pair)) AS v(g) WHERE g IS NOT NULL
$$;
-- What is searched of a case: number, title, and every text of what it was started with.
CREATE FUNCTION case_text(id text, title text, variables jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT left(concat_ws(E'\n', id, title,
    (SELECT string_agg(v #>> '{}', E'\n') FROM jsonb_path_query(variables, 'strict $.** ? (@.type() == "string")') AS v)), 4000)
$$;
CREATE INDEX cases_search ON cases USING gin (search_grams(case_text(id, title, variables)));

-- Words of a document that the product made itself; null for what was uploaded, which is found by its name.
ALTER TABLE file ADD COLUMN words text;
CREATE FUNCTION file_text(name text, words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT left(concat_ws(E'\n', name, words), 20000)
$$;
CREATE INDEX file_search ON file USING gin (search_grams(file_text(name, words)));
