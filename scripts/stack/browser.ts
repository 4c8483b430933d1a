import { existsSync } from 'node:fs';

/** Without the parts of a window that nobody sees; of the same Debian source and version. */
const HEADLESS = '/usr/bin/chromium-headless-shell';

/** The Chromium of tests, pictures and measurements. */
export const browserPath = (): string =>
  process.env.CHROMIUM || (existsSync(HEADLESS) ? HEADLESS : '/usr/bin/chromium');
