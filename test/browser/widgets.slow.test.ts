/** Custom widgets on a phone and on a desk, by day and by night, as large as dashboards make them. */
import type { Browser, Page } from 'playwright-core';
import { costWidget } from '../../lib/view/widgets/cost';
import { errorBudgetsWidget } from '../../lib/view/widgets/error-budgets';
import type { WidgetFrame } from '../../lib/view/widgets/frame';
import { incidentsWidget } from '../../lib/view/widgets/incidents';
import { onCallWidget } from '../../lib/view/widgets/on-call';
import { type PreviewedWidget, previewPage } from '../../lib/view/widgets/preview-page';
import { refusedWidget } from '../../lib/view/widgets/refusal';
import { serviceMapWidget } from '../../lib/view/widgets/service-map';
import { WIDGET_GROUND, WIDGET_THEMES } from '../../lib/view/widgets/style';
import { hostileReport, illReport } from '../view/traces/reports';
import { COST, ENDLESS, frameOf, HOSTILE, incident, measurement, NOW_MS, standing } from '../view/widgets/standings';
import { hasChromium, launchChromium } from './chromium';
import { WEAK_TEXTS } from './contrast';
import { takePicture } from './pictures';

/** Inside of a widget: half a dashboard on a desk, all of it on a phone. */
const SCREENS = { phone: { width: 350, height: 420 }, desk: { width: 588, height: 420 } } as const;

type Draw = (frame: WidgetFrame) => string;
const set = { problems: [], unset: false };
const places = { dashboards: new Map([['checkout/prod', 'checkout-prod']]), region: 'eu-central-1' };
/** Thirty days that begin whole, every six hours; from 25 days on an outage, which takes it to `end`. */
const burned = (end: number) =>
  Array.from({ length: 120 }, (_, at) => {
    if (at > 40 && at < 46) return Number.NaN;
    const slowly = 1 - at * 0.003;
    return at <= 100 ? slowly : slowly - ((at - 100) / 19) * (1 - 119 * 0.003 - end);
  });

/** As old as the analysis makes them. */
const report = { ...illReport(), startMs: NOW_MS - 420_000, atMs: NOW_MS - 120_000 };

const WIDGETS: Readonly<Record<string, Draw>> = {
  incidents: (frame) =>
    incidentsWidget(
      {
        ...{ ...set, ...places },
        incidents: [
          incident(),
          incident({
            ...{ id: '01KE6MVD8G4T9A0XQ2ZJ6R7W5N', status: 'acknowledged', assignee: 'alice', service: 'search' },
            ...{
              title: 'search has requests that run into the timeout of their function.',
              beganMs: NOW_MS - 1_900_000,
            },
          }),
          incident({
            ...{ id: '01KE6KQJ4B7HC1M8Y3VD5S0F2E', severity: 'medium', service: 'stock', beganMs: NOW_MS - 5_400_000 },
            title: 'The dead-letter queue of Deliveries holds messages that all tries failed on.',
          }),
        ],
      },
      frame,
    ),
  budgets: (frame) =>
    errorBudgetsWidget(
      {
        ...set,
        standings: [
          standing({
            slo: 'checkout/prod/Availability',
            left: burned(-0.3),
            measurement: measurement({
              ...{ status: 'violated', total: 1_000_000, bad: 1_300, sli: 0.9987, budgetEvents: 1_000 },
              ...{ budgetRemaining: -0.3, budgetRemainingEvents: -300, budgetRemainingMinutes: -12.96 },
              hoursToExhaustion: undefined,
            }),
          }),
          standing({
            ...{ slo: 'checkout/prod/Latency', objective: '99', left: burned(0.12) },
            measurement: measurement({
              ...{ total: 1_000_000, bad: 8_800, sli: 0.9912, budgetEvents: 10_000, budgetRemainingEvents: 1_200 },
              ...{
                budgetRemaining: 0.12,
                budgetRemainingMinutes: 51.84,
                burnRates: { '1h': 1.2 },
                hoursToExhaustion: 72,
              },
            }),
          }),
          standing({ slo: 'search/prod/Freshness', measurement: undefined }),
          standing({
            ...{ slo: 'search/prod/Availability', left: burned(0).map((one) => (Number.isNaN(one) ? one : 1)) },
            measurement: measurement({
              ...{ status: 'compliant', bad: 0, sli: 1, budgetRemaining: 1, budgetRemainingEvents: 100 },
              ...{ budgetRemainingMinutes: 43.2, burnRates: { '1h': 0 }, hoursToExhaustion: undefined },
            }),
          }),
        ],
      },
      frame,
    ),
  map: (frame) =>
    serviceMapWidget(
      {
        ...{ problems: [], unset: { traces: false, health: false }, report },
        health: [
          { service: 'checkout', environment: 'prod', score: 42.4 },
          { service: 'payments', environment: 'prod', score: 31 },
          { service: 'search', environment: 'prod', score: 77 },
          { service: 'stock', environment: 'prod' },
        ],
      },
      frame,
    ),
  'on-call': (frame) =>
    onCallWidget(
      {
        ...{ ...set, channels: [] },
        standings: [
          { schedule: 'primary', person: 'alice', untilMs: NOW_MS + 3_600_000, next: 'bob' },
          { schedule: 'payments', person: 'carol', untilMs: NOW_MS + 90_000_000, next: 'dan' },
        ],
      },
      frame,
    ),
  cost: (frame) => costWidget({ cost: COST }, frame),
  unread: (frame) =>
    incidentsWidget(
      {
        ...places,
        unset: false,
        problems: ['Could not read open incidents (AccessDeniedException); the log of this function says why.'],
      },
      frame,
    ),
  empty: (frame) => onCallWidget({ problems: [], unset: true, channels: [] }, frame),
  refused: (frame) => refusedWidget("There is no widget 'incident'; did you mean 'incidents'?", frame),
  hostile: (frame) =>
    incidentsWidget(
      {
        ...set,
        ...places,
        problems: [ENDLESS],
        incidents: [incident({ title: ENDLESS, service: HOSTILE, assignee: `${'x'.repeat(500)}` })],
      },
      frame,
    ) +
    serviceMapWidget({ problems: [HOSTILE], unset: { traces: false, health: false }, report: hostileReport() }, frame),
};

jest.setTimeout(60_000);

(hasChromium() ? describe : describe.skip)('custom widgets', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  afterEach(() => page.close());

  describe.each(WIDGET_THEMES)('in %s', (theme) => {
    test.each(Object.keys(SCREENS) as (keyof typeof SCREENS)[])(
      'on a %s each is readable, and nothing is cut',
      async (screen) => {
        const viewport = SCREENS[screen];
        // Whatever the reader's own system likes: the console says which theme it shows.
        page = await browser.newPage({ viewport, colorScheme: theme === 'dark' ? 'light' : 'dark' });
        const trouble: string[] = [];
        page.on('console', (message) => trouble.push(message.text()));
        page.on('request', (request) => trouble.push(request.url()));
        for (const [name, draw] of Object.entries(WIDGETS)) {
          const html = draw(frameOf({ ...viewport, theme }));
          await page.setContent(`<!doctype html><body style="margin:0;background:${WIDGET_GROUND[theme]}">${html}`);
          const found = {
            weakTexts: await page.evaluate(WEAK_TEXTS),
            overhang: await page.evaluate(OVERHANG),
            foreign: await page.locator('script, img, iframe, use').count(),
          };
          expect([name, found]).toEqual([name, { weakTexts: [], overhang: 0, foreign: 0 }]);
          await takePicture(page, `widget-${name}-${screen}-${theme}`, 'body > *');
        }
        expect(trouble).toEqual([]);
      },
    );
  });

  test('what fits is no higher than the widget', async () => {
    page = await browser.newPage({ viewport: SCREENS.desk });
    for (const name of ['incidents', 'budgets', 'on-call', 'cost']) {
      await page.setContent((WIDGETS[name] as Draw)(frameOf(SCREENS.desk)));
      const high = await page.evaluate('document.body.firstElementChild.scrollHeight');
      expect([name, Number(high) <= SCREENS.desk.height]).toEqual([name, true]);
    }
  });

  test('two themes on one page do not colour each other', async () => {
    page = await browser.newPage();
    const draw = (theme: 'light' | 'dark') => refusedWidget('x', frameOf({ theme }));
    await page.setContent(draw('light') + draw('dark'));
    const colours = await page.evaluate(
      `[...document.querySelectorAll('[class^=sl-]')].map((one) => getComputedStyle(one).color)`,
    );
    expect(colours).toEqual(['rgb(22, 32, 44)', 'rgb(232, 237, 243)']);
  });

  test('previews show each widget on its ground, and scripts of a widget stay dead', async () => {
    page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    const trouble: string[] = [];
    page.on('dialog', (dialog) => trouble.push(dialog.message()));
    const common = { dashboard: 'checkout', title: 'Open incidents', atMs: NOW_MS, ...SCREENS.desk };
    const previews = WIDGET_THEMES.map((theme): PreviewedWidget => {
      const html = `${(WIDGETS.incidents as Draw)(frameOf({ ...SCREENS.desk, theme }))}<script>alert(1)</script><img src=x onerror=alert(2)>`;
      return { ...common, theme, html };
    });
    await page.setContent(previewPage('Payments are down', previews));
    const frames = page.frames().slice(1);
    const grounds = await Promise.all(
      frames.map(async (frame) => {
        await frame.locator('.badge').first().waitFor();
        return [
          await frame.locator('body').evaluate((body) => body.style.background),
          await frame.locator('.big, .badge').first().isVisible(),
        ];
      }),
    );
    expect(grounds).toEqual([
      ['rgb(255, 255, 255)', true],
      ['rgb(22, 29, 38)', true],
    ]);
    expect(trouble).toEqual([]);
    await takePicture(page, 'widget-previews');
  });
});

/** Pixels that the page is wider than its window. */
const OVERHANG = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
