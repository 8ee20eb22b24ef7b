/** The dependency map on a phone and on a desk, by day and by night. */
import type { Browser, Page } from 'playwright-core';
import { mapPage } from '../../lib/view/traces/map-page';
import { emptyReport, hostileReport, illReport, wideReport } from '../view/traces/reports';
import { hasChromium, launchChromium } from './chromium';
import { WEAK_TEXTS } from './contrast';
import { takePicture } from './pictures';

const SCREENS = { phone: { width: 390, height: 844 }, desk: { width: 1_280, height: 900 } } as const;
const REPORTS = { ill: illReport(), hostile: hostileReport(), wide: wideReport(), empty: emptyReport() };

jest.setTimeout(60_000);

(hasChromium() ? describe : describe.skip)('the map', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  afterEach(() => page.close());

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    describe.each(Object.keys(SCREENS) as (keyof typeof SCREENS)[])('on a %s', (screen) => {
      test.each(Object.keys(REPORTS) as (keyof typeof REPORTS)[])(
        'of %s traces is readable, and nothing is cut',
        async (kind) => {
          page = await browser.newPage({ viewport: SCREENS[screen], colorScheme });
          const trouble: string[] = [];
          page.on('console', (message) => trouble.push(message.text()));
          page.on('request', (request) => trouble.push(request.url()));
          await page.setContent(mapPage(REPORTS[kind]));
          expect(await page.evaluate(WEAK_TEXTS)).toEqual([]);
          expect(
            await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
          ).toBe(0);
          expect(await page.evaluate(LEAVING_TEXTS)).toEqual([]);
          expect(await page.locator('script, img').count()).toBe(0);
          expect(trouble).toEqual([]);
          await takePicture(page, `map-${kind}-${screen}-${colorScheme}`, 'main');
        },
      );
    });
  });
});

/** Words that are wider than their boxes. */
const LEAVING_TEXTS = `[...document.querySelectorAll('.node')].flatMap((node) => {
  const box = node.querySelector('rect').getBoundingClientRect();
  return [...node.querySelectorAll('text')].filter((text) => {
    const { left, right } = text.getBoundingClientRect();
    return left < box.left || right > box.right;
  }).map((text) => text.textContent);
})`;
