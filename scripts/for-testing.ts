/**
 * `npm run faults`, `npm run fuzz`: they make up what they do with a package that only those have who test; an installed server has it not and
 * is told so here.
 */
const PROGRAMS = {
  faults: () => import('./faults.ts'),
  fuzz: () => import('./fuzz.ts'),
};

const [name] = process.argv.splice(2, 1);
const start = PROGRAMS[name as keyof typeof PROGRAMS];
try {
  await import('fast-check');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error(
    `npm run ${name} 供测试使用，需要开发用的程序包 fast-check，这里没有安装（安装包和镜像不含它）。` +
      '请在源码目录执行 npm ci --include=dev 后重试；不要在正式服务器上运行。',
  );
  process.exit(2);
}
await start();
