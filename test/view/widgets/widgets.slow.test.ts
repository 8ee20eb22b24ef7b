import { costWidget } from '../../../lib/view/widgets/cost';
import { drawnFirst, errorBudgetsWidget } from '../../../lib/view/widgets/error-budgets';
import { timeText } from '../../../lib/view/widgets/frame';
import { incidentsWidget } from '../../../lib/view/widgets/incidents';
import { onCallWidget } from '../../../lib/view/widgets/on-call';
import { describeWidgets, refusedWidget } from '../../../lib/view/widgets/refusal';
import { serviceMapWidget } from '../../../lib/view/widgets/service-map';
import { WIDGET_THEMES, widgetStyle } from '../../../lib/view/widgets/style';
import { hostileReport, illReport } from '../traces/reports';
import { ENDLESS, frameOf, HOSTILE, incident, measurement, NOW_MS, standing } from './standings';

const set = { problems: [], unset: false };
const nowhere = { dashboards: new Map<string, string>(), region: 'eu-central-1' };

/** What people read. */
const words = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('open incidents', () => {
  const drawn = (widget: Partial<Parameters<typeof incidentsWidget>[0]>, frame = frameOf()) =>
    incidentsWidget({ ...set, ...nowhere, ...widget }, frame);

  test('are told with state, length, who has it, and the command to take one that nobody has', () => {
    const taken = incident({
      id: 'B',
      status: 'acknowledged',
      acknowledgements: [{ by: 'alice', atMs: NOW_MS - 60_000 }],
    });
    const html = drawn({ incidents: [incident({ severity: 'critical' }), taken] });
    expect(words(html)).toBe(
      '2 open : 1 critical, 1 high ' +
        'critical checkout prod : checkout fails 5 % of its requests or more. triggered, open for 4 min 20 s ' +
        'Take it: sightline incidents ack 01KE6PX23G62QQ1768GY312YT0 ' +
        'high checkout prod : checkout fails 5 % of its requests or more. acknowledged by alice 1 min ago, open for 4 min 20 s',
    );
  });

  test('link to the dashboard of their service', () => {
    const dashboards = new Map([['checkout/prod', 'check "out"']]);
    expect(drawn({ incidents: [incident()], dashboards })).toContain(
      'href="https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/check%20%22out%22"',
    );
  });

  test('as many as fit, and how many more there are', () => {
    const incidents = Array.from({ length: 9 }, (_, index) => incident({ id: `I${index}` }));
    const html = drawn({ incidents }, frameOf({ height: 260 }));
    expect(html.match(/<li>/g)).toHaveLength(3);
    expect(words(html)).toContain('6 more: sightline incidents list');
  });

  test('none, and nobody knows, and no hub are three things', () => {
    expect(words(drawn({ incidents: [] }))).toBe('No incident is open.');
    expect(words(drawn({ incidents: [], service: 'search' }))).toBe('No incident of search is open.');
    expect(words(drawn({ problems: ['Could not read open incidents (Error).'] }))).toBe(
      'Could not read open incidents (Error). Nobody knows what is open. Refresh the dashboard, or ask: sightline incidents list',
    );
    expect(words(drawn({ unset: true }))).toContain('Pass &#39;incidents&#39; (an IncidentResponse) to CustomWidgets.');
  });

  test('an id that is no id makes no command', () => {
    expect(drawn({ incidents: [incident({ id: '$(reboot)' })] })).not.toContain('reboot');
  });
});

describe('error budgets', () => {
  const drawn = (widget: Partial<Parameters<typeof errorBudgetsWidget>[0]>, frame = frameOf()) =>
    errorBudgetsWidget({ ...set, ...widget }, frame);

  test('tell what is left, how fast it goes, and when it is gone', () => {
    const html = drawn({ standings: [standing()] });
    expect(words(html)).toBe(
      'at risk checkout/prod/Availability 99.912 % of 99.9 % in 30d; 12 % left , 5 min 12 s of an outage; burns 14.4 x, gone in 6 h 100 % 0 As of Mon 09:56 UTC.',
    );
  });

  test('burn down in a chart with a gap where there was no data', () => {
    const html = drawn({ standings: [standing({ left: [1, 0.5, Number.NaN, 0, -0.5, Number.NaN, 0.25] })] });
    expect(html).toContain('aria-label="Error budget of checkout/prod/Availability over 30d, now 12 % left"');
    // 212 by 64: from 100 % at 6 to -50 % at 58, and a lone point that is two pixels long.
    expect(/class="left" d="([^"]*)"/.exec(html)?.[1]).toBe('M30 6L60 23.3M120 40.7L150 58M210 32h2');
  });

  test('of a budget that is gone say how many times over, and nothing of an outage that it would bear', () => {
    const gone = measurement({ budgetRemaining: -165.667, budgetRemainingMinutes: -2.5, status: 'violated' });
    const told = words(drawn({ standings: [standing({ measurement: gone })] }));
    expect(told).toContain('used up 167 times over ; burns');
    expect(told).not.toContain('of an outage');
  });

  test('the least is first, and only what fits is drawn', () => {
    const named = (slo: string, budgetRemaining: number) =>
      standing({ slo, measurement: measurement({ budgetRemaining }) });
    const standings = [
      named('full', 1),
      named('gone', -0.2),
      named('half', 0.5),
      standing({ slo: 'new', measurement: undefined }),
    ];
    const frame = frameOf({ height: 220 });
    expect(drawnFirst(standings, frame).map(({ slo }) => slo)).toEqual(['gone', 'half']);
    expect(words(drawn({ standings }, frame))).toMatch(/gone .* half .* 2 more with more budget left/);
  });

  test('what was not measured, is old, or has no data says so', () => {
    const told = (change: Parameters<typeof standing>[0]) => words(drawn({ standings: [standing(change)] }));
    expect(told({ measurement: undefined })).toBe(
      'not measured checkout/prod/Availability 99.9 % in 30d; never measured',
    );
    expect(told({ stale: true })).toContain('measured 4 min ago: is the evaluation running?');
    expect(told({ measurement: measurement({ status: 'no_data' }), left: [] })).toBe(
      'no data checkout/prod/Availability 99.9 % in 30d; no requests, no data As of Mon 09:56 UTC.',
    );
    expect(words(drawn({ standings: [] }))).toContain('There is no objective. Define one: observability.slo(');
    expect(words(drawn({ unset: true }))).toContain('(a SloEvaluation) to CustomWidgets.');
  });
});

describe('the service map', () => {
  const unset = { traces: false, health: false };
  const drawn = (widget: Partial<Parameters<typeof serviceMapWidget>[0]>, nowMs = illReport().atMs + 60_000) =>
    serviceMapWidget({ problems: [], unset, ...widget }, frameOf({ nowMs }));

  test('shows scores, least healthy first, and the map with its basis', () => {
    const health = [
      { service: 'search', environment: 'prod', score: 97, atMs: NOW_MS },
      { service: 'new', environment: 'prod' },
      { service: 'checkout', environment: 'prod', score: 49.6, atMs: NOW_MS - 300_000 },
      { service: 'stock', environment: 'prod', score: 60 },
    ];
    const html = drawn({ report: illReport(), health });
    expect(words(html)).toMatch(
      /^49 checkout prod, unhealthy 60 stock prod, degraded 97 search prod, healthy \? new prod, not known Scores as of Mon 09:55 UTC\. .*checkout to payments.* 20 read of more than 812 traces\.$/,
    );
    expect(html).toContain('class="node unhealthy"');
    expect(words(html)).toContain('payments 13 of 20 failed unhealthy, p90 65 ms');
    expect(words(html)).toContain('orders-table 20 requests p90 10 ms');
  });

  test('is never larger than a dashboard takes, whatever there is', () => {
    const report = illReport();
    const [[node], [edge]] = [report.graph.nodes, report.graph.edges];
    const nodes = Array.from({ length: 150 }, (_, index) => ({ ...node, key: `n${index}`, name: ENDLESS }));
    const edges = Array.from({ length: 300 }, (_, index) => ({
      ...edge,
      from: `n${index % 60}`,
      to: `n${(index * 7) % 60}`,
    }));
    const graph = { nodes, edges, more: 9 } as typeof report.graph;
    expect(drawn({ report: { ...report, graph }, problems: Array(99).fill(ENDLESS) }).length).toBeLessThan(200_000);
  });

  test('an old map says so; one part without the other says what is missing', () => {
    expect(words(drawn({ report: illReport() }, illReport().atMs + 3_600_000))).toContain(
      'This map is 1 h old: is the analysis running?',
    );
    expect(words(drawn({ health: [], unset: { traces: true, health: false } }))).toContain('No map. Pass');
    expect(words(drawn({}))).toContain('No map yet.');
    expect(words(drawn({ unset: { traces: true, health: true } }))).toContain('Neither traces nor scores');
  });
});

describe('who is on call', () => {
  const drawn = (widget: Partial<Parameters<typeof onCallWidget>[0]>, frame = frameOf()) =>
    onCallWidget({ ...set, channels: ['oncall', 'chat'], ...widget }, frame);

  test('tells until when by the reader s clock, and who is next', () => {
    const standings = [
      { schedule: 'primary', person: 'alice', untilMs: NOW_MS + 7_200_000, next: 'bob' },
      { schedule: 'nights', untilMs: NOW_MS + 60_000 },
      { schedule: 'always', person: 'carol' },
      { schedule: 'broken', problem: "'Mars/Base' is no time zone" },
    ];
    expect(words(drawn({ standings }, frameOf({ offsetMinutes: -210 })))).toBe(
      'primary alice until Mon 08:30 UTC-03:30, in 2 h; then bob ' +
        'nights nobody until Mon 06:31 UTC-03:30, in 1 min; then nobody ' +
        'always carol broken &#39;Mars/Base&#39; is no time zone',
    );
  });

  test('without schedules everybody is told', () => {
    expect(words(drawn({ standings: [] }))).toContain('Everybody in oncall, chat is told.');
    expect(words(drawn({}))).toContain('Nobody knows who is on call.');
  });
});

test('the cost tells the sum, the biggest lines with their share, and what is not in it', () => {
  const cost = {
    ...{ usdPerMonth: 12, region: 'us-east-1', asOf: 'compiled 2026-11-21', notPriced: ['logs', 'traces'] },
    lines: [
      { what: 'standard alarms', quantity: 90, usdPerMonth: 9 },
      { what: 'dashboard', quantity: 1, usdPerMonth: 3 },
    ],
  };
  const html = costWidget({ cost }, frameOf());
  expect(words(html)).toBe(
    '$12.00 a month, by list prices of us-east-1, compiled 2026-11-21 $9.00 90 x standard alarms $3.00 1 x dashboard ' +
      'Not priced: logs, traces As estimated at the last deploy. Line by line: sightline cost',
  );
  expect(Array.from(html.matchAll(/<i style="width:(\d+)%">/g), ([, share]) => share)).toEqual(['75', '25']);
  expect(words(costWidget({}, frameOf()))).toContain('No estimate is known here.');
});

describe('whatever others write', () => {
  const hostile = {
    incidents: incidentsWidget(
      {
        ...{ ...set, region: HOSTILE, dashboards: new Map([[`${HOSTILE}/${ENDLESS}`, ENDLESS]]) },
        incidents: [
          incident({ service: HOSTILE, environment: ENDLESS, title: ENDLESS, assignee: ENDLESS, id: HOSTILE }),
          incident({ service: ENDLESS, acknowledgements: [{ by: HOSTILE, atMs: 0 }] }),
        ],
        problems: [ENDLESS],
      },
      frameOf(),
    ),
    budgets: errorBudgetsWidget(
      { ...set, standings: [standing({ slo: ENDLESS, objective: HOSTILE, window: HOSTILE, over: HOSTILE })] },
      frameOf(),
    ),
    map: serviceMapWidget(
      {
        ...{ problems: [HOSTILE], unset: { traces: false, health: false }, report: hostileReport() },
        health: [{ service: HOSTILE, environment: ENDLESS, score: 3 }],
      },
      frameOf(),
    ),
    onCall: onCallWidget(
      {
        ...set,
        channels: [],
        standings: [{ schedule: ENDLESS, person: ENDLESS, next: HOSTILE, untilMs: NOW_MS, problem: undefined }],
      },
      frameOf(),
    ),
    channels: onCallWidget({ ...set, channels: [ENDLESS, HOSTILE], standings: [] }, frameOf()),
    cost: costWidget(
      {
        cost: {
          usdPerMonth: 1e8,
          region: ENDLESS,
          asOf: ENDLESS,
          notPriced: [ENDLESS],
          lines: [{ what: ENDLESS, quantity: -1, usdPerMonth: -1e8 }],
        },
      },
      frameOf(),
    ),
    refusal: refusedWidget(ENDLESS, frameOf()),
  };

  test.each(Object.entries(hostile))('stays text: %s', (_name, html) => {
    const own = html.replace(/<style>.*?<\/style>/s, '');
    expect(html.match(/<\/?style/g)).toHaveLength(2);
    // Texts and attributes hold no `<` and no `>` of their own: what is between them is ours.
    for (const [tag] of own.matchAll(/<[^>]*>/g)) {
      expect(tag).toMatch(/^<\/?(div|p|b|br|ul|li|span|code|a|i|svg|path|text|defs|marker|g|rect|title)\b/);
      expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\s(on\w+|src)=/);
      expect(tag).not.toMatch(/href="(?!https:)/);
    }
    expect(own.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
    for (const control of ['\u202e', '\u001b']) expect(own).not.toContain(control);
    expect(own.length).toBeLessThan(12_000);
  });
});

test.each(WIDGET_THEMES)('rules of the %s theme reach nothing else on the dashboard', (theme) => {
  for (const rule of widgetStyle(theme).split('\n')) {
    const [selectors = ''] = rule.split('{');
    for (const selector of selectors.split(',')) expect(selector).toMatch(new RegExp(`^\\.sl-${theme}( |$)`));
  }
  expect(widgetStyle(theme)).not.toMatch(/var\(|@|url\(/);
});

test('a map is made smaller for a widget, as far as letters stay readable', () => {
  const report = illReport();
  const widthIn = (width: number) => {
    const unset = { traces: false, health: true };
    const html = serviceMapWidget({ problems: [], unset, report }, frameOf({ width, nowMs: report.atMs }));
    return Number(/<svg width="(\d+)"/.exec(html)?.[1]);
  };
  const own = widthIn(5_000);
  expect([widthIn(own), widthIn(own - 100), widthIn(100)]).toEqual([own, own - 100, Math.floor(own * 0.8)]);
});

test('a map that is wider than its widget says so', () => {
  const report = illReport();
  const wordsIn = (width: number) => {
    const unset = { traces: false, health: true };
    return words(serviceMapWidget({ problems: [], unset, report }, frameOf({ width, nowMs: report.atMs })));
  };
  expect(wordsIn(588)).not.toContain('scroll it sideways');
  expect(wordsIn(350)).toContain('The picture is wider than its place: scroll it sideways.');
});

test('times are those of the reader s clock', () => {
  const at = (offsetMinutes: number) => timeText(Date.parse('2026-03-02T23:30:00Z'), { offsetMinutes });
  expect([at(0), at(60), at(345), at(-570)]).toEqual([
    ...['Mon 23:30 UTC', 'Tue 00:30 UTC+01:00', 'Tue 05:15 UTC+05:45', 'Mon 14:00 UTC-09:30'],
  ]);
});

test('the description names every widget', () => {
  expect(describeWidgets()).toContain(
    '**widget** | What to draw: `incidents` (open incidents), `error-budgets` (error budgets), `service-map` (service map and health), `on-call` (on call now), `cost` (cost of monitoring)',
  );
});
