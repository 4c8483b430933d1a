-- Up Migration

-- Elements of a diagram, a row each: one is asked for with every task, and a whole diagram's would have to be unpacked for it.
CREATE TABLE read.process_element (
  definition_key bigint NOT NULL,
  element_id     text   NOT NULL,
  name           text,
  properties     jsonb  NOT NULL,            -- zeebe:properties, {} where there are none
  PRIMARY KEY (definition_key, element_id)
);
INSERT INTO read.process_element
SELECT p.definition_key, e.key, e.value ->> 'name', coalesce(e.value -> 'properties', '{}')
  FROM read.process p, jsonb_each(p.elements) e;
ALTER TABLE read.process DROP COLUMN elements;
