/** Mails and Slack messages on a phone and on a desk: what a person sees without a scroll, and that nothing is cut. */
import type { Browser, Page } from 'playwright-core';
import { NOTIFICATION_KINDS } from '../../lib/core/incident/notification';
import { wordForSlack } from '../../lib/view/channel/slack';
import { wordNotification } from '../../lib/view/notification';
import { DANA, fullContents } from '../view/channel/contents';
import { hasChromium, launchChromium } from './chromium';
import { WEAK_TEXTS } from './contrast';
import { mailPage, slackPage } from './message-pages';
import { takePicture } from './pictures';

const SCREENS = { phone: { width: 390, height: 844 }, desk: { width: 1_000, height: 800 } } as const;

jest.setTimeout(60_000);

(hasChromium() ? describe : describe.skip)('messages on a screen', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  afterEach(() => page.close());

  async function show(html: string, viewport: { readonly width: number; readonly height: number }): Promise<void> {
    page = await browser.newPage({ viewport });
    await page.setContent(html);
    expect(await page.evaluate(WEAK_TEXTS)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  }

  const contents = {
    ...Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, fullContents(kind)])),
    resolved: fullContents('resolved', { acknowledgements: [DANA] }),
  };

  describe.each(Object.keys(SCREENS) as (keyof typeof SCREENS)[])('of a %s', (screen) => {
    test.each(Object.entries(contents))('%s', async (kind, given) => {
      const mail = wordNotification(given);
      await show(mailPage(mail), SCREENS[screen]);
      await takePicture(page, `mail-${kind}-${screen}`);
      await page.close();
      await show(slackPage(wordForSlack(given).body.blocks as Parameters<typeof slackPage>[0]), SCREENS[screen]);
      await takePicture(page, `slack-${kind}-${screen}`, 'article');
    });

    test('the first step and the link that stops the paging need no scroll', async () => {
      await show(mailPage(wordNotification(fullContents('page'))), SCREENS[screen]);
      const link = await page.locator('main a').first().boundingBox();
      expect((link?.y ?? 0) + (link?.height ?? 0)).toBeLessThanOrEqual(SCREENS[screen].height / 2);
      await page.close();
      await show(
        slackPage(wordForSlack(fullContents('page')).body.blocks as Parameters<typeof slackPage>[0]),
        SCREENS[screen],
      );
      const button = await page.locator('button.primary').boundingBox();
      expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(SCREENS[screen].height);
    });

    test('hostile texts stay text', async () => {
      const given = fullContents('page', {
        title: `<script>alert(1)</script><!channel> *bold* ${'W'.repeat(3_000)}`,
        firstStep: '<img src=x onerror=alert(1)> \u202eslaved\u202c',
        service: '"><button class="primary">Acknowledge</button>',
      });
      await show(mailPage(wordNotification(given)), SCREENS[screen]);
      await page.close();
      await show(slackPage(wordForSlack(given).body.blocks as Parameters<typeof slackPage>[0]), SCREENS[screen]);
      expect(await page.locator('script, img').count()).toBe(0);
      expect(await page.locator('button.primary').count()).toBe(1);
      await takePicture(page, `slack-hostile-${screen}`);
    });
  });
});
