-- Up Migration

-- A scan may be of the paper original of another file of its case: a document that was printed, sealed, signed and scanned again.
ALTER TABLE paper_original
  ADD COLUMN of_file text REFERENCES file,
  ADD CONSTRAINT paper_original_of_file CHECK (of_file IS NULL OR (kind = 'scan' AND of_file <> file_id));
CREATE INDEX paper_original_of ON paper_original (of_file) WHERE of_file IS NOT NULL;

-- A material of the list and the file that bears its name: without spaces, brackets, marks and upper case.
CREATE FUNCTION plain_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(regexp_replace(name, '[[:space:]（）()《》【】“”"·、,，.-]|\[|\]', '', 'g'))
$$;
CREATE INDEX cases_with_materials ON cases (id) WHERE variables ? 'materials';
