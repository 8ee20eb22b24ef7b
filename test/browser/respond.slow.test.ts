/** The pages behind links, served as Lambda serves them, in a real browser. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { createWorld, MINUTE, type World } from '../workflow/respond-world';
import { hasChromium, launchChromium } from './chromium';
import { WEAK_TEXTS } from './contrast';
import { takePicture } from './pictures';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

jest.setTimeout(60_000);

(hasChromium() ? describe : describe.skip)('the page behind a link in a browser', () => {
  let browser: Browser;
  let server: Server;
  let world: World;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    server = createServer(async (request, response) => {
      const answer = await world.request({
        method: request.method,
        path: request.url ?? '',
        headers: request.headers as Record<string, string>,
        body: await bodyOf(request),
      });
      response.writeHead(answer.statusCode ?? 200, answer.headers as Record<string, string>).end(answer.body);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });

  afterAll(async () => {
    await browser?.close();
    await new Promise((closed) => server.close(closed));
  });

  beforeEach(async () => {
    world = createWorld();
    await world.signal('ALARM', 0, {
      summary: 'Orders fail: 12 % of requests to the checkout end in an error',
      firstStep: 'Roll back the last deploy: aws deploy stop-deployment --auto-rollback-enabled',
      reason: 'Threshold Crossed: 3 out of the last 5 datapoints were greater than the threshold (5.0)',
    });
    await world.signal('ALARM', 40_000, {
      member: 'arn:latency',
      alarmName: 'checkout-latency',
      reason: 'p99 above 2,000 ms',
    });
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  async function open(
    path: string,
    { viewport = PHONE, colorScheme = 'light' as 'light' | 'dark' } = {},
  ): Promise<void> {
    complaints = [];
    page = await browser.newPage({ viewport, colorScheme });
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    page.on('console', (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/i/`)) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(origin + path);
  }

  const picture = (name: string) => takePicture(page, `respond-${name}`);
  const overflow = () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  test.each(['light', 'dark'] as const)('reads well on a phone and on a desk, %s', async (colorScheme) => {
    for (const [name, viewport] of Object.entries({ phone: PHONE, desk: DESKTOP })) {
      await open(world.link(), { viewport, colorScheme });
      expect(await page.evaluate(WEAK_TEXTS)).toEqual([]);
      expect(await overflow()).toBe(0);
      const button = await page.locator('button').boundingBox();
      expect(button?.height).toBeGreaterThanOrEqual(48);
      expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
      if (viewport === PHONE) expect(button?.width).toBeGreaterThan(340);
      await picture(`open-${name}-${colorScheme}`);
      if (name === 'phone') await page.close();
    }
  });

  test('acknowledges by a press, and by a second one says so', async () => {
    const path = world.link();
    await open(path);
    await page.locator('button').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=status]');
    expect(await page.locator('[role=status]').allTextContents()).toEqual([
      'Done. You have it now, alice.',
      'Acknowledged by alice at 08:01:00 UTC',
    ]);
    expect((await world.incident()).status).toBe('acknowledged');
    expect(await page.evaluate(WEAK_TEXTS)).toEqual([]);
    await picture('acknowledged-phone-light');
    await page.reload();
    expect(await page.locator('[role=status]').first().textContent()).toBe(
      'This link was used already; nothing more was changed.',
    );
  });

  test('asks again after the page was open for too long, in both colours', async () => {
    await open(world.link(), { colorScheme: 'dark' });
    world.pass(11 * MINUTE);
    await page.locator('button').click();
    await page.waitForSelector('.warn');
    expect(await page.evaluate(WEAK_TEXTS)).toEqual([]);
    await picture('open-too-long-phone-dark');
    await page.locator('button').click();
    await page.waitForSelector('text=Done.');
    expect(await page.evaluate(WEAK_TEXTS)).toEqual([]);
    await picture('acknowledged-phone-dark');
  });

  test('keeps the button in reach and the page in its width, whatever the texts are', async () => {
    await world.signal('ALARM', 50_000, {
      member: 'arn:hostile',
      severity: 'critical',
      alarmName: `<img src=x onerror=alert(1)>${'W'.repeat(2_000)}`,
      reason: `</main><script>alert(1)</script>\u202e${'x'.repeat(80_000)}`,
    });
    // More severe than before, it pages anew.
    await open(world.link({ generation: 2, responder: '<script>alert(1)</script>'.repeat(20) }));
    expect(await overflow()).toBe(0);
    const button = await page.locator('button').boundingBox();
    expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);
    await picture('hostile-phone-light');
  });

  test('says no more than that where there is nothing', async () => {
    await open('/i/none').catch(() => undefined);
    expect(await page.locator('h1').textContent()).toBe('Not found');
    await picture('not-found-phone-light');
    complaints = complaints.filter((complaint) => !complaint.includes('404'));
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
