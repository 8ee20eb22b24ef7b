import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';

/** True if the browser is there. Where `REQUIRE_ENGINES=1`, a missing one is left for the suite to fail on. */
export function hasChromium(): boolean {
  if (existsSync(EXECUTABLE) || process.env.REQUIRE_ENGINES === '1') return true;
  console.log('skipped: needs chromium');
  return false;
}

/** Debian's Chromium, which makes no connection of its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
