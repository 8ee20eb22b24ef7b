import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { RehearsalReport } from '../../lib/view/report/model';
import { renderReport } from '../../lib/view/report/page';
import { buildReportClient } from '../../scripts/build-report';
import { checkoutReport, hostileReport } from '../view/report/fixture';
import { hasChromium, launchChromium } from './chromium';

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
    await write('hostile.html', hostileReport);
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
  async function open(name: string, viewport = DESKTOP, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
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
      if (request.url() !== url) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(url);
  }

  test.each(['checkout.html', 'hostile.html'])(
    '%s scrolls in one direction only, on a phone and on a desktop',
    async (name) => {
      await open(name, PHONE);
      for (const viewport of [PHONE, DESKTOP]) {
        await page.setViewportSize(viewport);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(viewport.width);
      }
    },
  );

  test.each(['light', 'dark'] as const)('draws lines into every chart on a %s screen', async (scheme) => {
    await open('checkout.html', DESKTOP, scheme);
    expect(await page.locator('.plot').count()).toBe(10);
    expect(await inkedCharts()).toBe(10);
  });

  test('draws the charts again, in other colours, when the screen turns dark', async () => {
    await open('checkout.html');
    const light = await page.evaluate<string>('document.querySelector(".legend i").style.background');
    await page.emulateMedia({ colorScheme: 'dark' });
    await until(page, `document.querySelector('.legend i').style.background !== ${JSON.stringify(light)}`);
    expect(await inkedCharts()).toBe(10);
  });

  test('fits the charts to the window', async () => {
    await open('checkout.html');
    await page.setViewportSize(PHONE);
    await until(page, '[...document.querySelectorAll(".plot .uplot")].every((chart) => chart.clientWidth <= 350)');
    expect(await inkedCharts()).toBe(10);
  });

  test('reads values with the arrow keys, at the same moment in all charts', async () => {
    await open('checkout.html');
    await page.locator('.plot').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    for (let minute = 0; minute < 12; minute += 1) await page.keyboard.press('ArrowRight');
    const times = await page.locator('.chart .at').allTextContents();
    expect(times).toHaveLength(10);
    for (const time of times) expect(time).toMatch(/^09:12:00 UTC/);
    expect(times[0]).toMatch(/Requests \d+, Faults \d+$/);
  });

  test('hides a line with its legend button', async () => {
    await open('checkout.html');
    const button = page.locator('.legend button').first();
    await button.focus();
    await page.keyboard.press('Enter');
    expect(await button.getAttribute('aria-pressed')).toBe('false');
  });

  test('explains a ribbon on focus and stops on Escape', async () => {
    await open('checkout.html');
    await page.locator('.segment[data-state="alarm"]').first().focus();
    const tip = page.locator('.tip');
    expect(await tip.locator('p').allTextContents()).toEqual([
      'In alarm',
      '09:13:10 – 09:34:10 (21 min)',
      expect.stringContaining('Threshold Crossed: 3 out of the last 5'),
    ]);
    await page.keyboard.press('Escape');
    expect(await tip.isVisible()).toBe(false);
  });

  test('is reached by keyboard from the top: the skip link first, then the contents', async () => {
    await open('checkout.html');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the story');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Story');
  });

  test('runs nothing of a hostile report', async () => {
    await open('hostile.html');
    expect(await page.title()).toContain('</script>');
    expect(await page.locator('img, iframe, [onmouseover], [onerror]').count()).toBe(0);
    expect(await inkedCharts()).toBe(10);
  });

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
