// Plain JavaScript: Jest loads this before its transforms work on ES modules.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export default async function () {
  // Unit tests alone need none of it: NO_STACK=1 npx jest test/domain
  if (process.env.NO_STACK) return;
  console.log('\n      启动测试用的整套系统');
  const { spawnStack } = await import('../../dist/scripts/stack/spawn.js');
  const { stop, ...info } = await spawnStack(project, { clock: process.env.TEST_CLOCK });
  process.env.LIXIA_TEST_STACK = JSON.stringify(info);
  globalThis.stopTestStack = stop;
}
