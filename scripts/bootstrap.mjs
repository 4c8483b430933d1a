// Everything between a fresh checkout and a running program, for `npm start`, `npm test` and `npm run bench`.
// Plain JavaScript without packages: it runs before they are installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SERVER = ['api', 'bench', 'db', 'domain', 'engine', 'scripts', 'workers'];
const WEB = ['web', 'modeler'];
const purpose = process.argv[2] || 'start';
const steps = { start: 6, test: 5, bench: 3 }[purpose];

// The Node that comes with the packages: what is tested here runs wherever it is run, whatever the machine has. Only for Linux; elsewhere, and
// before it is there, the machine's own.
const ours = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin/node');
const node = () => (existsSync(ours) ? ours : process.execPath);

let child;
const onSignal = () => {
  if (child) child.kill();
  process.exit(130);
};
process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

main().catch((error) => {
  console.error(`\n${error.message}`);
  process.exit(1);
});

async function main() {
  if (!steps) throw new Error(`用法：node scripts/bootstrap.mjs start|test|bench`);
  checkNode();
  checkHome();
  const release = await onlyOne();
  try {
    await install();
    if (process.platform === 'linux' && !existsSync(ours))
      note(`没有取得随程序的 Node.js，改用本机的 ${process.versions.node}；重新执行 npm ci 可再次获取`);
    await build();
  } finally {
    release();
  }
  if (purpose === 'start') {
    // From here on the launcher answers the signals.
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    const launcher = join(root, 'dist/scripts/start.js');
    if (realpathSync(node()) !== realpathSync(process.execPath)) return end(await runLauncher(launcher));
    await import(pathToFileURL(launcher).href);
    return;
  }
  if (purpose === 'bench') {
    await prepareEngine(3);
    return end(await run('node', ['dist/bench/run.js', ...process.argv.slice(3)]));
  }
  await prepareEngine(3);
  // The suite starts some forty engines.
  await run('node', ['dist/scripts/make-start-cache.js']);
  await prepareBrowser();
  step(5, '检查并运行全部测试');
  const checked = await run('npm', ['run', 'check']);
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const tested = await run('node', [...flags, 'node_modules/jest/bin/jest.js', ...process.argv.slice(3)]);
  end(checked || tested);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`需要 Node.js 20.19 以上版本，当前是 ${process.versions.node}。请升级后重试：https://nodejs.org/`);
}

/** Service accounts often have no home; npm, pip and the browser insist on one. */
function checkHome() {
  try {
    accessSync(homedir(), constants.W_OK);
  } catch {
    process.env.HOME = join(root, '.cache/home');
    process.env.npm_config_cache = join(root, '.cache/npm');
    mkdirSync(process.env.HOME, { recursive: true });
  }
}

async function install() {
  step(1, '检查依赖');
  if (installed()) return;
  note('正在安装 npm 依赖（首次约需一至数分钟）');
  const failed = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], true);
  if (failed) throw new Error('npm ci 未成功（见上）。请检查网络或 npm 镜像设置后重试。');
}

/** What npm says it has installed, against what the lock file asks for. */
function installed() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const there = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        !path || (there[path] ? there[path].version === version && existsSync(join(root, path)) : optional),
    );
  } catch {
    return false;
  }
}

async function build() {
  step(2, '编译');
  const server = stamp('server', SERVER, ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json']);
  const web = existsSync(join(root, 'web/index.html')) ? stamp('web', WEB, ['package-lock.json']) : null;
  if (!web) note('网页部分（web/index.html）不存在，只编译服务端');
  if (!server.fresh) {
    note('编译服务端');
    // Types are the business of npm run check.
    if (await run('node', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'])) {
      throw new Error('服务端编译未通过（见上）。');
    }
    server.write();
  }
  if (web && !web.fresh) {
    note('编译网页');
    if (await run('node', ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'])) {
      throw new Error('网页编译未通过（见上）。');
    }
    web.write();
  }
}

/** Whether a part was built from the sources as they are now. */
function stamp(part, folders, files) {
  const hash = createHash('sha256');
  const all = [...files, ...folders.flatMap((folder) => filesBelow(join(root, folder)))];
  for (const file of all)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  const sum = hash.digest('hex');
  const place = join(root, 'dist', `.${part}-stamp`);
  const result = join(root, 'dist', part === 'web' ? 'web/index.html' : 'scripts/start.js');
  return {
    fresh: existsSync(result) && existsSync(place) && readFileSync(place, 'utf8') === sum,
    write: () => writeFileSync(place, sum),
  };
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [relative(root, path)];
    });
}

async function prepareEngine(number) {
  step(number, '准备 Zeebe 引擎');
  const from = (file) => import(pathToFileURL(join(root, 'dist/engine', file)).href);
  const [{ fetchEngine }, { findJava }, { DEFAULT_ENGINE_VERSION }] = await Promise.all(
    ['fetch.js', 'java.js', 'versions.js'].map(from),
  );
  const cacheDir = join(root, '.cache');
  const { ENGINE_VERSION, ENGINE_ARCHIVE } = process.env;
  await fetchEngine({
    version: ENGINE_VERSION || DEFAULT_ENGINE_VERSION,
    cacheDir,
    archive: ENGINE_ARCHIVE,
    log: note,
  });
  await findJava({ cacheDir, log: note });
}

/** The only thing that is installed on the system, and only for the tests. */
async function prepareBrowser() {
  step(4, '准备浏览器');
  if (await succeeds('chromium-headless-shell', ['--version'])) return;
  const other = await succeeds('chromium', ['--version']);
  const install = (browser) => ['install', '-y', '-q', '--no-install-recommends', browser, 'fonts-noto-cjk'];
  if (process.getuid?.() === 0 && (await succeeds('apt-get', ['--version']))) {
    note('正在安装 Chromium 和中文字体');
    await run('apt-get', ['update', '-q'], true);
    if ((await run('apt-get', install('chromium-headless-shell'), true)) === 0 || other) return;
    // Where the smaller one is not offered.
    if ((await run('apt-get', install('chromium'), true)) === 0) return;
  }
  if (!other)
    throw new Error('浏览器测试需要 Chromium，请由管理员安装：apt-get install chromium-headless-shell fonts-noto-cjk');
}

/** Two starts at once must not build into each other. */
async function onlyOne() {
  const lock = join(root, '.cache/setup.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; ;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      const release = () => rmSync(lock, { force: true });
      process.once('exit', release);
      return release;
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Error(`不能写入 ${dirname(lock)}（${error.code}），请检查该目录的权限。`);
    }
    if (!alive(lock)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!told) note('另一个启动正在安装或编译，等待其完成');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function alive(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid === process.pid) return false;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command.includes('bootstrap.mjs');
  } catch {
    return false;
  }
}

/** Answers the exit code. Quiet commands (`tick`) get a line now and then, so that nobody takes them for dead. */
function run(command, args, tick = false) {
  const startedAt = Date.now();
  const timer =
    tick && setInterval(() => note(`仍在进行，已用 ${Math.round((Date.now() - startedAt) / 1000)} 秒`), 15_000);
  return new Promise((resolve, reject) => {
    const program = command === 'node' ? node() : command;
    child = spawn(program, args, { cwd: root, stdio: 'inherit' });
    child.on('error', reject).on('exit', (code) => resolve(code === null ? 1 : code));
  }).finally(() => {
    child = undefined;
    clearInterval(timer);
  });
}

/** By the other Node: whatever ends us ends it, in its own time. */
function runLauncher(file) {
  const launcher = spawn(node(), [file], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => launcher.kill(signal));
  // npm that was killed does not tell.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event)
    setInterval(() => process.ppid !== parent && launcher.kill('SIGTERM'), 1_000).unref();
  return new Promise((resolve, reject) => {
    launcher.on('error', reject).on('exit', (code) => resolve(code ?? 1));
  });
}

function succeeds(command, args) {
  return new Promise((resolve) => {
    spawn(command, args, { stdio: 'ignore' })
      .on('error', () => resolve(false))
      .on('exit', (code) => resolve(code === 0));
  });
}

function step(number, what) {
  console.log(`[${number}/${steps}] ${what}`);
}

function note(line) {
  console.log(`      ${line}`);
}

function end(code) {
  process.exit(code);
}
