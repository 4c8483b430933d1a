import fc, { type Arbitrary } from 'fast-check';

/** The parts of JSON Schema (2020-12) that the app's description uses. */
export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** What attackers, broken clients and tired people send. */
const TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'undefined',
  'NaN',
  '1e400',
  '9'.repeat(40),
  '9223372036854775808',
  '2026-02-30',
  '9999-12-31T23:59:59+08:00',
  "' OR '1'='1",
  "1'); DROP TABLE unit; --",
  '%',
  '_%\\',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '\u0000',
  '\ud800',
  '\u202e\u200b\ufeff',
  '👩‍👩‍👧‍👦'.repeat(40),
  'line\r\nset-cookie: session=stolen',
  '=HYPERLINK("http://example.test","x")',
  '${7*7}{{7*7}}#{7*7}',
  '__proto__',
  'constructor',
  'a'.repeat(70_000),
];

const nested = (depth: number): unknown => (depth === 0 ? 'deep' : [nested(depth - 1)]);
export const HOSTILE: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...TEXTS) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      -1,
      0.1,
      1e308,
      2 ** 53,
      [],
      {},
      nested(400),
      [null],
      JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** A text for a place that takes only texts: an address, a query, a header's value is made of it by the caller. */
export const hostileText = fc.oneof(
  fc.constantFrom(...TEXTS.filter((text) => text.length < 5_000)),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

const DATES: Record<string, Arbitrary<string>> = {
  date: fc.constantFrom('2026-01-05', '2019-12-31', '2004-02-29', '2027-10-01'),
  'date-time': fc.constantFrom('2026-01-05T17:00:00+08:00', '2026-02-16T09:00:00.000Z', '2030-01-01T00:00:00+08:00'),
  uuid: fc.uuid(),
  uri: fc.webUrl(),
  email: fc.emailAddress(),
};

function text(schema: Schema, known: Arbitrary<string>): Arbitrary<string> {
  const dated = schema.format && DATES[schema.format];
  if (dated) return dated;
  if (schema.pattern) {
    try {
      return fc.oneof(known, fc.stringMatching(new RegExp(schema.pattern, 'u')));
    } catch {
      // Look-ahead and the like: what is known, and what is hostile, is left.
      return known;
    }
  }
  const { minLength = 0, maxLength = 60 } = schema;
  return fc.oneof(
    known,
    fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) }),
  );
}

/** Where values come from: what earlier answers named, and of how many fields one is hostile (0: none). */
export interface Source {
  known: Arbitrary<string>;
  hostileOneIn: number;
}

/** Mostly what the description asks for, so that the request comes past the first check, and something hostile here and there. */
export function valueOf(schema: Schema, source: Source): Arbitrary<unknown> {
  const right = proper(schema, source);
  if (source.hostileOneIn === 0) return right;
  return fc.oneof({ weight: source.hostileOneIn - 1, arbitrary: right }, { weight: 1, arbitrary: HOSTILE });
}

function proper(schema: Schema, source: Source): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => proper(choice, source)));
  if (schema.allOf)
    return fc
      .tuple(...schema.allOf.map((part) => proper(part, source)))
      .map((parts) => Object.assign({}, ...parts) as unknown);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return text(schema, source.known);
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? -5,
        max: Math.max(schema.minimum ?? -5, Math.min(schema.maximum ?? 500, 2 ** 31)),
      });
    case 'number':
      return fc.double({ min: -1e6, max: 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, source), { maxLength: 3 });
    case 'object':
      return object(schema, source);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function object(schema: Schema, source: Source): Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [name, valueOf(field, source)]),
  );
  const required = fc.record(fields, { requiredKeys: schema.required ?? [] });
  if (schema.additionalProperties === false || Object.keys(fields).length > 0) return required;
  return fc.dictionary(fc.constantFrom('subject', 'opinion', 'caseId', '__proto__', 'amount'), HOSTILE, { maxKeys: 4 });
}
