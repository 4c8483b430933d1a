// `npm run check`: types, lint, diagrams, format, side by side; what fails is printed whole.
import { spawn } from 'node:child_process';

const CHECKS = {
  类型: 'tsc --noEmit -p tsconfig.json && tsc --noEmit -p web',
  规范: 'eslint --max-warnings=0 --cache --cache-location .cache/eslint .',
  模型: 'npm run --silent check:models',
  格式: 'prettier --check --cache --cache-location .cache/prettier --log-level warn .',
};

const run = ([name, command]) =>
  new Promise((resolve) => {
    const began = Date.now();
    let output = '';
    const child = spawn(command, { shell: true });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => {
      console.log(`      ${code ? '✗' : '✓'} ${name}（${((Date.now() - began) / 1000).toFixed(0)} 秒）`);
      if (code) console.log(output);
      resolve(code);
    });
  });

const codes = await Promise.all(Object.entries(CHECKS).map(run));
process.exit(codes.some(Boolean) ? 1 : 0);
