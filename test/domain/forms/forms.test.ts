import { resolveForm } from '../../../domain/forms/resolve.ts';
import type { FormField } from '../../../domain/forms/schema.ts';
import { validateAgainstForm } from '../../../domain/forms/validate.ts';

const NO_FILES = { files: new Set<string>() };
const form = (...components: FormField[]) => ({ id: 'f', components });
const check = (field: FormField, value: unknown, files: string[] = []) =>
  validateAgainstForm(form({ key: 'a', label: '甲', ...field }), value === undefined ? {} : { a: value }, {
    files: new Set(files),
  });
const values = [
  { label: '一', value: 'one' },
  { label: '二', value: 'two' },
];

describe('resolveForm', () => {
  test('options come from server lists and from variables, each once, also in lists and groups', () => {
    const resolved = resolveForm(
      form(
        { type: 'group', components: [{ type: 'select', key: 'unit', valuesKey: 'units' }] },
        { type: 'dynamiclist', path: 'rows', components: [{ type: 'taglist', key: 'item', valuesKey: 'items' }] },
        { type: 'select', key: 'none', valuesKey: 'unknown' },
      ),
      { units: [{ label: '区财政局', value: 'finance' }], items: ['甲', '乙', '甲'] },
    );
    expect(resolved.components[0]?.components?.[0]).toEqual({
      type: 'select',
      key: 'unit',
      values: [{ label: '区财政局', value: 'finance' }],
    });
    expect(resolved.components[1]?.components?.[0]?.values?.map((v) => v.value)).toEqual(['甲', '乙']);
    expect(resolved.components[2]?.values).toEqual([]);
  });

  test('what is no form is refused', () => {
    expect(() => resolveForm(null, {})).toThrow();
    expect(() => resolveForm({ id: 'x' }, {})).toThrow();
  });
});

describe('validateAgainstForm', () => {
  test.each<[string, FormField, unknown, unknown]>([
    ['text is trimmed', { type: 'textfield' }, '  好\r\n的 ', '好\n的'],
    ['a blank text is none', { type: 'textarea' }, '  ', null],
    ['money is exact', { type: 'textfield', properties: { format: 'money' } }, 4999999.99, '4999999.99'],
    ['a number', { type: 'number' }, 2.5, 2.5],
    ['a number typed', { type: 'number', decimalDigits: 0 }, '12', 12],
    ['zero is a number', { type: 'number', validate: { required: true, min: 0 } }, 0, 0],
    ['an option', { type: 'radio', values }, 'two', 'two'],
    ['options', { type: 'checklist', values }, ['two', 'one'], ['two', 'one']],
    ['no options', { type: 'taglist', values }, undefined, []],
    ['unchecked', { type: 'checkbox' }, undefined, false],
    ['a day', { type: 'datetime', subtype: 'date' }, '2026-02-13', '2026-02-13'],
    ['the day of a moment', { type: 'datetime', subtype: 'date' }, '2026-02-13T20:00:00Z', '2026-02-14'],
    ['a moment', { type: 'datetime', subtype: 'datetime' }, '2026-02-13T16:00', '2026-02-13T16:00:00+08:00'],
    ['a time', { type: 'datetime', subtype: 'time' }, '09:30', '09:30'],
  ])('%s', (_name, field, given, expected) => {
    expect(check(field, given)).toEqual({ values: { a: expected }, errors: [] });
  });

  test.each<[string, FormField, unknown]>([
    ['missing', { type: 'textfield', validate: { required: true } }, undefined],
    ['blank', { type: 'textfield', validate: { required: true } }, ' \n'],
    ['number for text', { type: 'textfield' }, 1],
    ['object for text', { type: 'textarea' }, { toString: 1 }],
    ['too long', { type: 'textfield', validate: { maxLength: 3 } }, '四个汉字'],
    ['over the common cap', { type: 'textarea' }, 'x'.repeat(10_001)],
    ['too short', { type: 'textfield', validate: { minLength: 3 } }, '两字'],
    ['not as the pattern', { type: 'textfield', validate: { pattern: '^\\d+$' } }, '12a'],
    ['NUL', { type: 'textfield' }, 'a\u0000'],
    ['negative money', { type: 'textfield', properties: { format: 'money' } }, '-1'],
    ['too small', { type: 'number', validate: { min: 1 } }, 0],
    ['too large', { type: 'number', validate: { max: 5 } }, 6],
    ['too fine', { type: 'number', decimalDigits: 2 }, 0.001],
    ['tiny', { type: 'number', decimalDigits: 2 }, 1e-9],
    ['no number', { type: 'number' }, 'many'],
    ['not a number', { type: 'number' }, NaN],
    ['a list for a number', { type: 'number' }, [1]],
    ['no option', { type: 'select', values }, 'three'],
    ['option of another type', { type: 'radio', values: [{ label: '1', value: 1 }] }, '1'],
    ['an unknown option', { type: 'checklist', values }, ['one', 'three']],
    ['an option twice', { type: 'taglist', values }, ['one', 'one']],
    ['text for options', { type: 'checklist', values }, 'one'],
    ['none chosen', { type: 'checklist', values, validate: { required: true } }, []],
    ['text for yes', { type: 'checkbox' }, 'true'],
    ['not confirmed', { type: 'checkbox', validate: { required: true } }, false],
    ['no such day', { type: 'datetime', subtype: 'date' }, '2026-02-30'],
    ['day in words', { type: 'datetime', subtype: 'date' }, '明天'],
    ['no such time', { type: 'datetime', subtype: 'time' }, '25:00'],
    ['a component nobody knows', { type: 'iframe' }, 'x'],
  ])('%s is refused in Chinese at its field', (_name, field, given) => {
    const { errors } = check(field, given);
    expect(errors).toEqual([{ path: 'a', message: expect.stringMatching(/甲.*[\u4e00-\u9fff]/) }]);
  });

  test('files are those that were uploaded for the step', () => {
    const field: FormField = { type: 'filepicker', multiple: true, validate: { required: true } };
    expect(check(field, ['f1', 'f2'], ['f1', 'f2']).errors).toEqual([]);
    expect(check(field, ['f1', 'x'], ['f1']).errors).toHaveLength(1);
    expect(check(field, ['f1', 'f1'], ['f1']).errors).toHaveLength(1);
    expect(check(field, [], ['f1']).errors).toHaveLength(1);
    expect(check({ type: 'filepicker' }, ['f1', 'f2'], ['f1', 'f2']).errors).toHaveLength(1);
    expect(check(field, [{ id: 'f1' }], ['f1']).errors).toHaveLength(1);
  });

  test('a reason is required when its condition holds, by the other fields and by the variables of the step', () => {
    const schema = form(
      {
        type: 'textarea',
        key: 'reason',
        label: '理由',
        properties: { requiredWhen: '= result = "no" or urgent = true' },
      },
      { type: 'radio', key: 'result', label: '结果', values: [...values, { label: '否', value: 'no' }] },
    );
    const errors = (sent: Record<string, unknown>, present = {}) =>
      validateAgainstForm(schema, sent, { ...NO_FILES, present }).errors;
    expect(errors({ result: 'one' })).toEqual([]);
    expect(errors({ result: 'no' })).toEqual([{ path: 'reason', message: '理由必须填写' }]);
    expect(errors({ result: 'no', reason: ' ' })).toHaveLength(1);
    expect(errors({ result: 'no', reason: '因为' })).toEqual([]);
    expect(errors({ result: 'one', urgent: true }, { urgent: true })).toHaveLength(1);
  });

  test('a field that is hidden is neither asked for nor kept', () => {
    const schema = form({
      type: 'textfield',
      key: 'a',
      label: '甲',
      validate: { required: true },
      conditional: { hide: '=off' },
    });
    expect(validateAgainstForm(schema, { a: 'x' }, { ...NO_FILES, present: { off: true } })).toEqual({
      values: { a: null },
      errors: [],
    });
    expect(validateAgainstForm(schema, {}, { ...NO_FILES, present: { off: false } }).errors).toHaveLength(1);
  });

  test('rows of a list are checked one by one, with their place in the path', () => {
    const schema = form({
      type: 'group',
      components: [
        {
          type: 'dynamiclist',
          path: 'materials',
          label: '材料',
          validate: { maxItems: 3 },
          components: [
            { type: 'textfield', key: 'name', label: '名称', validate: { required: true } },
            { type: 'checkbox', key: 'provided', label: '已提供' },
            { type: 'textfield', key: 'why', label: '原因', properties: { requiredWhen: 'provided = false' } },
          ],
        },
      ],
    });
    const run = (materials: unknown) => validateAgainstForm(schema, { materials }, NO_FILES);
    expect(run([{ name: '表', provided: true }])).toEqual({
      values: { materials: [{ name: '表', provided: true, why: null }] },
      errors: [],
    });
    expect(run([{ name: '表', provided: true }, { provided: true }]).errors).toEqual([
      { path: 'materials.1.name', message: '名称必须填写' },
    ]);
    expect(run([{ name: '表' }]).errors).toEqual([{ path: 'materials.0.why', message: '原因必须填写' }]);
    expect(run([{ name: '表', provided: true, price: 1 }]).errors.map((e) => e.path)).toEqual(['materials.0.price']);
    expect(run(['x']).errors.map((e) => e.path)).toEqual(['materials.0']);
    expect(run('x').errors.map((e) => e.path)).toEqual(['materials']);
    expect(run([{}, {}, {}, {}]).errors).toEqual([{ path: 'materials', message: '材料不能超过3行' }]);
  });

  test('conditions that may never end are not evaluated, nor what is too much for the values given; the answer comes at once', () => {
    const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `材料${i}` }));
    const conditional = (hide: string) => form({ type: 'textfield', key: 'a', label: '甲', conditional: { hide } });
    const messages = (hide: string, present = {}) =>
      validateAgainstForm(conditional(hide), { a: 'x' }, { ...NO_FILES, present }).errors;
    for (const bomb of [
      '=count(for i in 1..1000000000 return i) > 1',
      '=some a in xs, b in xs, c in xs, d in xs satisfies a + b + c + d < 0',
      '=matches(a, "^(x+)+$")',
      '='.padEnd(5000, '('),
    ])
      expect(messages(bomb, { xs: rows(200) })).toEqual([
        { path: 'a', message: expect.stringMatching(/“甲”.*暂时不能提交.*请联系流程设计员修改表单/) },
      ]);
    const pairs = '=some a in xs, b in xs satisfies a.name = b.name and false';
    expect(messages(pairs, { xs: rows(20) })).toEqual([]);
    expect(messages(pairs, { xs: rows(2000) })).toEqual([
      { path: 'a', message: expect.stringContaining('请减少其中清单的行数') },
    ]);
    // Nothing to evaluate, as before.
    for (const broken of ['= a = ', '', '   ']) expect(messages(broken)).toEqual([]);
    // All rows together have one bound, and it is said once.
    const list = form({
      type: 'dynamiclist',
      path: 'xs',
      label: '清单',
      components: [
        { type: 'textfield', key: 'name', label: '名称' },
        { type: 'textfield', key: 'why', label: '说明', properties: { requiredWhen: 'count(all[item = name]) > 1' } },
      ],
    });
    const present = { all: rows(300).map(({ name }) => name) };
    expect(validateAgainstForm(list, { xs: rows(20) }, { ...NO_FILES, present }).errors).toEqual([]);
    const { errors } = validateAgainstForm(list, { xs: rows(200) }, { ...NO_FILES, present });
    expect(errors).toEqual([
      { path: expect.stringMatching(/^xs\.\d+\.why$/), message: expect.stringContaining('次数过多') },
    ]);
  });

  test('unknown fields are refused unless they are variables that come back unchanged; only fields are returned', () => {
    const schema = form({ type: 'textfield', key: 'a', label: '甲' });
    const present = { materials: [{ name: '表' }], a: '旧' };
    expect(validateAgainstForm(schema, { materials: [{ name: '表' }] }, { ...NO_FILES, present })).toEqual({
      values: { a: '旧' },
      errors: [],
    });
    for (const sent of [{ materials: [] }, { level: 'leading-group' }, JSON.parse('{"__proto__": 1}')]) {
      expect(validateAgainstForm(schema, sent, { ...NO_FILES, present }).errors).toHaveLength(1);
    }
  });
});
