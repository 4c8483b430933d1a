import { EvaluationArchiveFacts, kindsOfFiles, missingOriginals } from '../../../domain/parks/evaluation-originals.ts';

const missing = (facts: object, kinds: string[] = [], size = 9) =>
  missingOriginals(
    EvaluationArchiveFacts.parse({ caseId: 'EVAL-2030-000001', ...facts }),
    kinds.map((kind) => ({ kind, size })),
  );

test('an evaluation ends with its evidence, its report, and the decisions that were taken', () => {
  expect(missing({ kind: 'half-year' })).toEqual(['园区考核佐证材料', '园区评价报告']);
  expect(missing({ kind: 'annual' }, ['park-actuals', 'park-report'])).toEqual([]);
  expect(missing({ kind: 'annual' }, ['park-actuals', 'park-report'], 0)).toHaveLength(2);
  expect(missing({ kind: 'special' }, ['park-report'])).toEqual([]);
  const report = ['park-report'];
  expect(missing({ kind: 'special', clawback: { dueOn: '2030-03-01' } }, report)).toEqual(['追缴产业资金决定书']);
  // Nothing was paid: nothing is claimed back.
  expect(missing({ kind: 'special', clawback: { dueOn: null } }, report)).toEqual([]);
  const year = [...report, 'park-actuals'];
  expect(missing({ kind: 'annual', revocation: { result: 'revoke' } }, year)).toEqual(['取消产业园区资格决定书']);
  expect(missing({ kind: 'annual', revocation: { result: 'keep' } }, year)).toEqual([]);
});

test('what was uploaded as evidence is marked so', () => {
  const facts = { caseId: 'EVAL-2030-000001', kind: 'annual', actuals: { files: ['a', 'b'] } };
  expect(kindsOfFiles(EvaluationArchiveFacts.parse(facts))).toEqual([{ kind: 'park-actuals', ids: ['a', 'b'] }]);
  expect(kindsOfFiles(EvaluationArchiveFacts.parse({ ...facts, actuals: null }))).toEqual([]);
});
