import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import type { RehearsalReport } from '../../lib/view/report/model';
import { renderReport } from '../../lib/view/report/page';
import { buildReportClient } from '../../scripts/build-report';
import { checkoutReport, fullReport, hostileReport, hostileWidgetsReport, widgetsReport } from '../view/report/fixture';
import { hasChromium, launchChromium } from './chromium';
import { WEAK_TEXTS } from './contrast';
import { takePicture } from './pictures';

/** A desktop window and a phone, in CSS pixels. */
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

jest.setTimeout(60_000);

(hasChromium() ? describe : describe.skip)('the report page in a browser', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
    await buildReportClient(folder);
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    const assets = { script: await read('client.js'), style: await read('style.css') };
    const write = (name: string, report: RehearsalReport) =>
      writeFile(join(folder, name), renderReport(report, assets));
    await write('checkout.html', checkoutReport);
    await write('full.html', fullReport);
    await write('hour.html', { ...checkoutReport, endMs: checkoutReport.startMs + 3_600_000 });
    await write('hostile.html', hostileReport);
    await write('widgets.html', widgetsReport);
    await write('hostile-widgets.html', hostileWidgetsReport);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  /** Opens a page from disk; console errors, failed scripts, dialogs and requests besides the file are complaints. */
  async function open(
    name: string,
    { viewport = DESKTOP, colorScheme = 'light' as 'light' | 'dark', hash = '' } = {},
  ): Promise<void> {
    complaints = [];
    page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
    const url = pathToFileURL(join(folder, name)).href;
    page.on('console', (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url().replace(/#.*/, '') !== url) complaints.push(`request: ${request.url()}`);
    });
    // Requests that the parser plans ahead are told of before the policy stops them.
    page.on('requestfailed', (request) => {
      const planned = complaints.indexOf(`request: ${request.url()}`);
      if (request.failure()?.errorText === 'csp') complaints.splice(planned, 1, `blocked: ${request.url()}`);
    });
    await page.goto(url + hash);
  }

  const words = () => page.locator('.state-words').textContent();
  const moment = () => page.locator('.readout a').textContent();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  describe('its size and colours', () => {
    test.each(['checkout.html', 'full.html', 'hostile.html'])(
      '%s scrolls in one direction only, on a phone and on a desktop, with everything open',
      async (name) => {
        await open(name, { viewport: PHONE, hash: '#t=2026-02-03T09:17:20Z' });
        await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
        for (const viewport of [PHONE, DESKTOP]) {
          await page.setViewportSize(viewport);
          expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(viewport.width);
        }
      },
    );

    test.each(['light', 'dark'] as const)(
      'all texts stand out from their ground on a %s screen',
      async (colorScheme) => {
        await open('full.html', { colorScheme, hash: '#t=2026-02-03T09:17:20Z' });
        await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
        expect(await page.evaluate<string[]>(WEAK_TEXTS)).toEqual([]);
      },
    );

    test.each([320, 360, 390])('the clock stands clear of the speed on a phone of %i pixels', async (width) => {
      await open('full.html', { viewport: { width, height: 700 }, hash: '#t=2026-02-03T09:17:20Z' });
      const [clock, speed] = await Promise.all(
        ['.readout a', '.speed'].map((selector) => page.locator(selector).boundingBox()),
      );
      if (!clock || !speed) throw new Error('the time bar has a clock and a speed');
      expect(clock.x + clock.width <= speed.x || clock.y + clock.height <= speed.y).toBe(true);
      // Each in one line.
      expect(clock.height).toBeLessThan(30);
      const follow = await page.evaluate<boolean>(
        "(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight)(document.querySelector('.follow'))",
      );
      expect(follow).toBe(true);
    });

    test('the times of the axis do not run into each other on a phone', async () => {
      await open('hour.html', { viewport: PHONE });
      const edges = await page.evaluate<number[]>(`[...document.querySelectorAll('.ribbon-axis text')]
        .map((text) => text.getBoundingClientRect()).filter(({ width }) => width > 0).flatMap(({ left, right }) => [left, right])`);
      expect(edges).toEqual([...edges].sort((a, b) => a - b));
    });

    test('dashboards are folded on a phone, open on a desk and on paper, and opened by a link to them', async () => {
      const boards = () =>
        page.evaluate("[...document.querySelectorAll('.board')].map((one) => one.checkVisibility())");
      await open('widgets.html');
      expect(await boards()).toEqual([true, false]);
      await open('widgets.html', { viewport: PHONE });
      expect(await boards()).toEqual([false, false]);
      await page.evaluate('location.hash = "#board-checkout-prod"');
      await until(page, 'document.querySelector(".board").checkVisibility()');
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await boards()).toEqual([true, true]);
    });

    test('the time bar leaves most of a phone to the page', async () => {
      await open('full.html', { viewport: PHONE, hash: '#t=2026-02-03T09:17:20Z' });
      await takePicture(page, 'report-phone');
      const box = await page.locator('.time-bar').boundingBox();
      expect(box?.height).toBeLessThan(PHONE.height / 5);
    });
  });

  describe('charts', () => {
    test.each(['light', 'dark'] as const)('have a line in each of them on a %s screen', async (colorScheme) => {
      await open('full.html', { colorScheme });
      expect(await page.locator('.plot').count()).toBe(12);
      await takePicture(page, `report-desk-${colorScheme}`);
      await seeAll();
      expect(await inkedCharts()).toBe(12);
      await page.evaluate(
        'for (const details of document.querySelectorAll("details")) details.open = details.matches(".board-fold")',
      );
      await page.evaluate('document.querySelector(".board").scrollIntoView()');
      await takePicture(page, `dashboard-desk-${colorScheme}`);
    });

    test('are drawn only when they come near the window', async () => {
      await open('full.html');
      await until(page, 'document.querySelectorAll(".uplot").length > 0');
      expect(await page.locator('.uplot').count()).toBeLessThan(6);
    });

    test('are drawn again, in other colours, when the screen turns dark', async () => {
      await open('full.html');
      await seeAll();
      const light = await page.evaluate<string>('document.querySelector(".legend i").style.background');
      await page.emulateMedia({ colorScheme: 'dark' });
      await until(page, `document.querySelector('.legend i').style.background !== ${JSON.stringify(light)}`);
      expect(await inkedCharts()).toBe(12);
    });

    test('fit the window', async () => {
      await open('full.html');
      await seeAll();
      await page.setViewportSize(PHONE);
      await until(page, '[...document.querySelectorAll(".plot .uplot")].every((chart) => chart.clientWidth <= 350)');
      expect(await inkedCharts()).toBe(12);
    });

    test('of alarms stand on the same time axis as the ribbons', async () => {
      await open('full.html');
      await until(page, 'document.querySelector(".lane-chart .u-over") !== null');
      for (const viewport of [DESKTOP, PHONE]) {
        await page.setViewportSize(viewport);
        await until(
          page,
          `[['.lane.alarm .u-over', 'left'], ['.lane.alarm .u-over', 'right']].every(([selector, side]) =>
            Math.abs(document.querySelector(selector).getBoundingClientRect()[side] -
              document.querySelector('.lane.alarm .ribbon').getBoundingClientRect()[side]) < 1.5)`,
        );
      }
    });

    test('move through time with the keys of the time bar, and read out their values', async () => {
      await open('checkout.html');
      const plot = page.locator('.board .plot').first();
      await plot.focus();
      await press('Home', ...Array.from({ length: 12 }, () => 'ArrowRight'));
      expect(await moment()).toBe('09:12:00');
      const at = page.locator('.board .chart .at').first();
      // Written with the next frame.
      await at.filter({ hasText: /^09:12:00 UTC: Requests \d+, Faults \d+$/ }).waitFor({ state: 'attached' });
      expect(await at.getAttribute('aria-live')).toBe('polite');
    });

    test('go to the moment that is clicked', async () => {
      await open('checkout.html');
      const over = page.locator('.lane.alarm .u-over').first();
      await over.scrollIntoViewIfNeeded();
      const box = await over.boundingBox();
      await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 20);
      expect(await moment()).toMatch(/^09:2[45]:/);
    });
  });

  test('hides a line with its legend button', async () => {
    await open('checkout.html');
    const button = page.locator('.legend button').first();
    await button.focus();
    await page.keyboard.press('Enter');
    expect(await button.getAttribute('aria-pressed')).toBe('false');
  });

  describe('the time bar', () => {
    test('rests before the beginning and says what to do', async () => {
      await open('checkout.html');
      expect(await words()).toContain('press play');
      expect(await page.locator('[aria-current]').count()).toBe(0);
      expect(new URL(page.url()).hash).toBe('');
    });

    test('is moved by keys', async () => {
      await open('checkout.html');
      await page.locator('.track').focus();
      const seen: (string | null)[] = [];
      for (const key of [
        'ArrowRight',
        'Shift+ArrowRight',
        'ArrowLeft',
        'PageUp',
        'PageDown',
        'End',
        'Home',
        ']',
        ']',
        '[',
      ]) {
        await press(key);
        seen.push(await moment());
      }
      expect(seen).toEqual(
        ['01:00', '11:00', '10:00', '50:00', '00:00', '50:00', '00:00', '10:00', '13:10', '10:00'].map(
          (at) => `09:${at}`,
        ),
      );
      const slider = page.getByRole('slider', { name: 'Moment' });
      expect(await slider.getAttribute('aria-valuenow')).toBe('600');
      expect(await slider.getAttribute('aria-valuemax')).toBe('3000');
      expect(await slider.getAttribute('aria-valuetext')).toBe('09:10:00, 10 min after the beginning');
      await press('Escape');
      expect(await words()).toContain('press play');
    });

    test('tells the state, marks the story, the incident and the message, and writes the link', async () => {
      await open('checkout.html');
      await page.locator('.track').focus();
      await press(']', ']', ']', ']', ']', ']');
      expect(await words()).toBe(
        'State at 09:14:10: ChargePayment Errors and Orders API Faults in ALARM, 1 incident open, 1 notification so far.',
      );
      const current = page.locator('[aria-current="time"]');
      expect(await page.locator('.story [aria-current="time"] .what > p').first().textContent()).toBe(
        'The on-call is paged',
      );
      expect(await page.locator('.incident [aria-current="time"] .kind').textContent()).toBe('joined');
      expect(await page.locator('.messages > [aria-current="time"]').getAttribute('id')).toBe('message-1');
      expect(await current.count()).toBeGreaterThan(3);
      expect(await page.locator('.lane.alarm .state-at').first().textContent()).toBe('ALARM since 09:13:10');
      expect(await page.locator('.readout a').getAttribute('href')).toBe('#t=2026-02-03T09:14:10Z');
      await until(page, 'location.hash === "#t=2026-02-03T09:14:10Z"');
    });

    test('is dragged, and holds on to events that are close', async () => {
      await open('checkout.html');
      const box = await page.locator('.track').boundingBox();
      if (!box) throw new Error('the bar has a track');
      const x = (minute: number) => box.x + (box.width * minute) / 50;
      await page.mouse.move(x(2), box.y + 16);
      await page.mouse.down();
      await page.mouse.move(x(10) + 3, box.y + 16);
      expect(await moment()).toBe('09:10:00');
      await page.mouse.move(x(13.1), box.y + 16);
      expect(await moment()).toBe('09:13:10');
      await page.mouse.move(box.x + box.width + 200, box.y);
      expect(await moment()).toBe('09:50:00');
      await page.mouse.up();
      await page.mouse.move(x(5), box.y + 16);
      expect(await moment()).toBe('09:50:00');
    });

    test('has buttons for the events before and after', async () => {
      await open('checkout.html');
      await page.getByRole('button', { name: 'Next event' }).click();
      await page.getByRole('button', { name: 'Next event' }).click();
      expect(await moment()).toBe('09:10:00');
      await page.getByRole('button', { name: 'Previous event' }).click();
      expect(await moment()).toBe('09:00:00');
    });

    test('plays from where it is to the end, silent meanwhile, and pauses', async () => {
      await open('checkout.html', { hash: '#t=2026-02-03T09:40:00Z' });
      await page.locator('.speed').selectOption('1');
      await page.locator('.track').focus();
      await press('Space');
      expect(await page.locator('.state-words').getAttribute('aria-live')).toBe('off');
      await until(page, 'document.querySelector(".readout a").textContent > "09:40:00"');
      await press('Space');
      expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(1);
      await page.locator('.speed').selectOption('15');
      await page.locator('.track').focus();
      await press('Space');
      await until(page, 'document.querySelector(".readout a").textContent === "09:50:00"');
      await until(page, 'document.querySelector(".state-words").getAttribute("aria-live") === "polite"');
    });

    test('scrolls the story only when asked', async () => {
      await open('checkout.html', { viewport: PHONE });
      await page.locator('.track').focus();
      await press('End');
      expect(await page.evaluate<number>('scrollY')).toBe(0);
      await page.getByRole('button', { name: 'Follow' }).click();
      await until(
        page,
        `(() => { const { top } = document.querySelector('.story [aria-current]').getBoundingClientRect();
          return top > 0 && top < innerHeight; })()`,
      );
    });
  });

  describe('links', () => {
    test('select their moment', async () => {
      await open('checkout.html', { hash: '#t=2026-02-03T09:17:10Z' });
      expect(await moment()).toBe('09:17:10');
      expect(await words()).toContain('and Orders DLQ Depth in ALARM');
      expect(await page.locator('.link-note').isVisible()).toBe(false);
    });

    test.each([
      ['ChargePaymentErrors', 'an alarm that fired'],
      ['PlaceOrderLatency', 'one that stayed quiet'],
    ])('open %s, %s, at their moment and put the focus there', async (name) => {
      await open('full.html', { hash: `#alarm=checkout-prod-${name}&t=2026-02-03T09:13:10Z` });
      expect(await moment()).toBe('09:13:10');
      const index = fullReport.alarms.findIndex((alarm) => alarm.name.endsWith(name));
      const lane = page.locator(`#alarm-${index}`);
      expect(await lane.isVisible()).toBe(true);
      const [own, more] = [`document.querySelector('#alarm-${index}')`, '.nextElementSibling'];
      expect(await page.evaluate(`${own}${more}.open`)).toBe(true);
      const focused = 'contains(document.activeElement)';
      expect(await page.evaluate(`${own}.${focused} || ${own}${more}.${focused}`)).toBe(true);
      const { y = -1 } = (await lane.boundingBox()) ?? {};
      expect(y).toBeGreaterThan(40);
      expect(y).toBeLessThan(DESKTOP.height / 2);
    });

    test("focus the alarm's own chart, which the keys then move", async () => {
      await open('full.html', { hash: '#alarm=checkout-prod-ChargePaymentErrors&t=2026-02-03T09:13:10Z' });
      expect(await page.evaluate('document.activeElement.className')).toContain('plot');
      await press('ArrowRight');
      expect(await moment()).toBe('09:14:10');
    });

    test.each([
      ['#t=yesterday', "The link has no time in 'yesterday'"],
      ['#alarm=', 'The link names no alarm'],
      ['#t=%E0%A4%A', 'The link has no time'],
      ['#alarm=<img src=x onerror=alert(1)>', "This rehearsal has no alarm named '<img src=x onerror=alert(1)>'."],
      ['#t=2031-01-01T00:00:00Z', 'lasts from 09:00:00 to 09:50:00. The nearest moment is shown.'],
      ['#nowhere', 'a place this page does not have'],
    ])('that are wrong get a note and no more: %s', async (hash, note) => {
      await open('checkout.html', { hash });
      expect(await page.locator('.link-note').textContent()).toContain(note);
      await page.locator('.track').focus();
      await press('Home', ']');
      expect(await page.locator('.link-note').isVisible()).toBe(false);
    });

    test('followed or pasted while the page is open work as well', async () => {
      await open('checkout.html');
      await page.evaluate('location.hash = "#t=2026-02-03T09:30:00Z"');
      await until(page, 'document.querySelector(".readout a").textContent === "09:30:00"');
      await page.locator('.story .moment').nth(5).click();
      expect(await moment()).toBe('09:14:10');
      expect(new URL(page.url()).hash).toBe('#t=2026-02-03T09:14:10Z');
    });

    test('show their mark when they are pointed at or in focus', async () => {
      await open('checkout.html');
      const link = page.locator('.story .moment').first();
      const opacity = () =>
        page.evaluate<string>('getComputedStyle(document.querySelector(".story .moment"), "::after").opacity');
      expect(await opacity()).toBe('0');
      await link.hover();
      expect(await opacity()).toBe('1');
    });
  });

  test('a mark in a notification lane opens the message and gives the focus back', async () => {
    await open('checkout.html');
    await page.locator('.message-mark').first().focus();
    await press('Enter');
    const dialog = page.getByRole('dialog');
    expect(await dialog.locator('h3').textContent()).toBe('[HIGH] checkout prod: ChargePayment Errors');
    expect(await dialog.locator('pre').textContent()).toContain('ChargePayment fails in 100 % of');
    expect(await moment()).toBe('09:14:10');
    await press('Escape');
    expect(await dialog.count()).toBe(0);
    expect(await page.evaluate('document.activeElement.classList.contains("message-mark")')).toBe(true);
  });

  test('a ribbon is one stop for the Tab key, explains itself in focus and stops on Escape', async () => {
    await open('checkout.html');
    await page.locator('.lane.alarm .segment').first().focus();
    await press('ArrowRight', 'ArrowRight');
    const tip = page.locator('.tip');
    expect(await tip.locator('p').allTextContents()).toEqual([
      'In alarm',
      '09:13:10 – 09:34:10 (21 min)',
      expect.stringContaining('Threshold Crossed: 3 out of the last 5'),
    ]);
    expect(await page.locator('.lane.alarm .ribbon').first().locator('[tabindex="0"]').count()).toBe(1);
    await press('Enter');
    expect(await moment()).toBe('09:13:10');
    await press('Escape');
    expect(await tip.isVisible()).toBe(false);
  });

  test('is reached by keyboard from the top: the skip links first, then the contents', async () => {
    await open('checkout.html');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    const seen: string[] = [];
    for (let stop = 0; stop < 3; stop += 1) {
      await press('Tab');
      seen.push(await focused());
    }
    expect(seen).toEqual(['Skip to the story', 'Skip to the time bar', 'Timeline']);
    await press('Shift+Tab', 'Enter', 'ArrowRight');
    expect(await moment()).toBe('09:01:00');
  });

  test('lets the Tab key through the whole page and out again', async () => {
    await open('full.html');
    await page.evaluate('document.querySelector(".keys > summary").focus()');
    await press('Tab');
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
  });

  describe('custom widgets', () => {
    const shown = (theme: string) =>
      page.evaluate(
        `[...document.querySelectorAll('.custom iframe.for-${theme}')].map((one) => one.checkVisibility())`,
      );

    test.each(['light', 'dark'] as const)(
      'are shown as their function drew them on a %s screen',
      async (colorScheme) => {
        await open('widgets.html', { colorScheme });
        expect([await shown('light'), await shown('dark')]).toEqual(
          [colorScheme === 'light', colorScheme === 'dark'].map((own) => [own, own, false]),
        );
        const ground = colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 29, 38)';
        for (const title of ['Open incidents', 'Cost of monitoring']) {
          const frame = page.frameLocator(`iframe.for-${colorScheme}[title="${title}"]`);
          const body = frame.locator('body');
          expect(await styleOf(body, 'backgroundColor')).toBe(ground);
          expect(await body.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
        }
        // Styles of elements and of attributes both apply.
        const cost = page.frameLocator(`iframe.for-${colorScheme}[title="Cost of monitoring"]`);
        const [bar] = await cost.locator('.bar i').evaluateAll((all) => all.map((one) => one.clientWidth));
        expect(bar).toBeGreaterThan(150);
        expect(await styleOf(cost.locator('.big'), 'fontSize')).toBe('22px');
        await page.evaluate('document.querySelector("#dashboards").scrollIntoView()');
        await takePicture(page, `report-widgets-desk-${colorScheme}`);
      },
    );

    const styleOf = (element: Locator, name: string): Promise<string> =>
      element.evaluate((one, of) => one.ownerDocument.defaultView.getComputedStyle(one)[of], name);

    test('fit a phone', async () => {
      await open('widgets.html', { viewport: PHONE, hash: '#board-checkout-prod' });
      const body = page.frameLocator('iframe.for-light[title="Open incidents"]').locator('body');
      expect(await body.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
      await takePicture(page, 'report-widgets-phone');
    });

    test('are the light ones on paper', async () => {
      await open('widgets.html', { colorScheme: 'dark' });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect([await shown('light'), await shown('dark')]).toEqual([
        [true, true, true],
        [false, false, false],
      ]);
    });

    test('of a hostile function run nothing, load nothing and go nowhere', async () => {
      await open('hostile-widgets.html');
      await page.frameLocator('.for-light').first().locator('button').click({ noWaitAfter: true });
      await page.waitForTimeout(200);
      const told = complaints.splice(0);
      expect(
        told.filter(
          (one) => !/^(blocked:|console error: .*(Blocked|Refused|violates|sandbox|Not allowed))/is.test(one),
        ),
      ).toEqual([]);
      expect(
        page
          .frames()
          .slice(1)
          .map((frame) => frame.url()),
      ).toEqual(Array(6).fill('about:srcdoc'));
      expect(await page.evaluate('getComputedStyle(document.body).color')).not.toBe('rgb(255, 0, 0)');
    });
  });

  test('runs nothing of a hostile report', async () => {
    await open('hostile.html', { hash: '#t=2026-02-03T09:17:20Z' });
    expect(await page.title()).toContain('</script>');
    await seeAll();
    await page.locator('.message-mark').first().click();
    await press('Escape');
    expect(await page.locator('img, iframe, [onmouseover], [onerror]').count()).toBe(0);
    expect(await inkedCharts()).toBe(12);
    await page.locator('.changes .moment').first().click();
    expect(await page.locator('.link-note').isVisible()).toBe(false);
  });

  /** Opens every fold and scrolls through the page, so that every chart is drawn. */
  async function seeAll(): Promise<void> {
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    for (let index = 0; index < (await page.locator('.plot').count()); index += 1) {
      await page.locator('.plot').nth(index).scrollIntoViewIfNeeded();
      await until(page, `document.querySelectorAll('.plot')[${index}].querySelector('canvas') !== null`);
    }
  }

  /** How many charts have the colour of their first line somewhere in their canvas. */
  function inkedCharts(): Promise<number> {
    return page.evaluate<number>(`[...document.querySelectorAll('.chart')].filter((chart) => {
      const [red, green, blue] = getComputedStyle(chart.querySelector('.legend i')).backgroundColor.match(/\\d+/g);
      const canvas = chart.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const near = (index, value) => Math.abs(data[index] - value) < 16;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] > 200 && near(at, red) && near(at + 1, green) && near(at + 2, blue)) return true;
      }
      return false;
    }).length`);
  }
});

/** Waits for a condition in the page. Playwright's own waiting needs `eval`, which the page's policy forbids. */
async function until(page: Page, condition: string): Promise<void> {
  while (!(await page.evaluate<boolean>(condition))) await page.waitForTimeout(20);
}
