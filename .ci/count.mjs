// `failed`: the test files of the first run to try again; `total`: the closing line, a file tried again counted by its second run.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const FEW = 6;
const read = (name) => {
  const file = `test-results/${name}.json`;
  const { testResults } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { testResults: [] };
  return new Map(testResults.map((result) => [relative('.', result.name), result]));
};
const first = read('first');
const count = (result, status) => result.assertionResults.filter((test) => test.status === status).length;

if (process.argv[2] === 'failed') {
  const failed = [...first].filter(([, result]) => result.status !== 'passed').map(([file]) => file);
  if (failed.length <= FEW) console.log(failed.join(' '));
} else {
  const results = [...new Map([...first, ...read('second')]).values()];
  const passed = results.reduce((sum, result) => sum + count(result, 'passed'), 0);
  // A file that did not even run counts as one.
  const failed = results.reduce(
    (sum, result) => sum + (result.status === 'passed' ? 0 : count(result, 'failed') || 1),
    0,
  );
  console.log(`${passed} passed, ${passed ? failed : failed || 1} failed`);
}
