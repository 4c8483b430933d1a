import { existsSync } from 'node:fs';

/** Without the parts of a window that nobody sees, which are a quarter of the work of a page; of the same Debian package and version. */
const HEADLESS = '/usr/bin/chromium-headless-shell';

/** The Chromium of tests, pictures and measurements. */
export const browserPath = (): string =>
  process.env.CHROMIUM || (existsSync(HEADLESS) ? HEADLESS : '/usr/bin/chromium');
