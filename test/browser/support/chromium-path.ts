import { existsSync } from 'node:fs';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is: CHROMIUM_PATH, else where Debian puts it. Ends the run with one line where there is none. */
export function chromiumPath(): string {
  const { CHROMIUM_PATH } = process.env;
  const found = CHROMIUM_PATH ? [CHROMIUM_PATH].find(existsSync) : USUAL.find(existsSync);
  if (found) return found;
  process.stderr.write(
    CHROMIUM_PATH
      ? `CHROMIUM_PATH is ${CHROMIUM_PATH}, where nothing is: it must be the path of a Chromium\n`
      : 'There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH to where one is\n',
  );
  process.exit(1);
}
