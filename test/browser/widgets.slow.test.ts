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
import { ENDLESS, frameOf, HOSTILE, incident, measurement, NOW_MS, standing } from '../view/widgets/standings';
import { hasChromium, launchChromium } from './chromium';
import { WEAK_TEXTS } from './contrast';
import { takePicture } from './pictures';

/** Inside of a widget: half a dashboard on a desk, all of it on a phone. */
const SCREENS = { phone: { width: 350, height: 420 }, desk: { width: 588, height: 420 } } as const;

type Draw = (frame: WidgetFrame) => string;
const set = { problems: [], unset: false };
const places = { dashboards: new Map([['checkout/prod', 'checkout-prod']]), region: 'eu-central-1' };
/** Thirty days that begin whole and end with an outage. */
const left = Array.from({ length: 120 }, (_, day) =>
  day > 40 && day < 46 ? Number.NaN : Math.max(-0.3, 1 - day * 0.005 - (day > 100 ? (day - 100) * 0.05 : 0)),
);

const WIDGETS: Readonly<Record<string, Draw>> = {
  incidents: (frame) =>
    incidentsWidget(
      {
        ...{ ...set, ...places },
        incidents: [
          incident({ severity: 'critical' }),
          incident({ id: 'B', status: 'acknowledged', assignee: 'alice', service: 'search', title: 'Search is slow.' }),
          incident({ id: 'C', severity: 'medium', service: 'stock', title: 'A queue grows.' }),
          incident({ id: 'D', severity: 'low' }),
          incident({ id: 'E', severity: 'low' }),
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
            left,
            measurement: measurement({ status: 'violated', budgetRemaining: -0.3, budgetRemainingMinutes: -13 }),
          }),
          standing({ slo: 'checkout/prod/Latency', left: left.slice(0, 90) }),
          standing({ slo: 'search/prod/Freshness', measurement: undefined }),
          standing({ slo: 'z', measurement: measurement({ budgetRemaining: 1 }) }),
        ],
      },
      frame,
    ),
  map: (frame) =>
    serviceMapWidget(
      {
        ...{ problems: [], unset: { traces: false, health: false }, report: { ...illReport(), atMs: NOW_MS } },
        health: [
          { service: 'checkout', environment: 'prod', score: 42.4 },
          { service: 'payments', environment: 'prod', score: 77 },
          { service: 'search', environment: 'prod', score: 99 },
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
          { schedule: 'nights', untilMs: NOW_MS + 90_000_000, next: 'carol' },
        ],
      },
      frame,
    ),
  cost: (frame) =>
    costWidget(
      {
        cost: {
          ...{ usdPerMonth: 41.3, region: 'us-east-1', asOf: 'compiled 2026-11-21', notPriced: ['logs', 'traces'] },
          lines: [
            { what: 'standard alarms', quantity: 90, usdPerMonth: 9 },
            { what: 'custom metrics of handlers', quantity: 96, usdPerMonth: 28.8 },
            { what: 'dashboard', quantity: 1, usdPerMonth: 3 },
          ],
        },
      },
      frame,
    ),
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
          await takePicture(page, `widget-${name}-${screen}-${theme}`);
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
